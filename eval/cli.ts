/** `npm run eval`: measures the product with its own steps; exits 1 below a floor. Stores nothing of the product. */
import '../server/no-tracing.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandServices } from '../server/cli/command-services.js';
import { loadConfig, ROOT } from '../server/config.js';
import { raiseFloors, readFloors, standing, writeFloors } from './floors.js';
import { renderTable, type Section } from './report.js';
import { repliesSection, retrievalSection, routingSections } from './sections.js';
import { speedSection } from './speed.js';
import { measureStatutes } from './statutes/command.js';

const HELP = `用法：npm run eval [-- 部分…] [-- 选项]
部分：routing（分流） retrieval（检索） replies（回答） speed（速度）；不写就全部
选项：
  --misses   逐条列出漏报、虚警和答错的
  --raise    把达到的成绩写成新的下限（只升不降）
  --json     只输出 JSON
  --help     显示这段话
法条检索单独测：npm run eval -- statutes --queries <文件> --corpus <法规文件夹> [--evidence <文件>] [--include-superseded] [--json]
  --queries  每行 {"id","text","gold":[{"law","article"}]}
  --evidence 已有答案的问题，同样的格式，当作证据
  --include-superseded  被取代的旧版本也在里面找
  --folds    在 --queries 的训练部分上五折交叉验证，输出表格`;
const PARTS = ['routing', 'retrieval', 'replies', 'speed'];
const FLOORS = join(ROOT, 'eval/floors.yaml');
const FLOORS_HEAD = `# target：要求达到的；floor：已经达到、不许再丢的（质量：95% 区间下端，绑定数据集的哈希；速度：同一次运行里的比值 × 1.5）。
# 用 npm run eval -- --raise 抬高；数据集不变时不许调低。`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      misses: { type: 'boolean', default: false },
      raise: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      queries: { type: 'string' },
      corpus: { type: 'string' },
      evidence: { type: 'string' },
      'include-superseded': { type: 'boolean', default: false },
      folds: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.info(HELP);
    return 0;
  }
  if (positionals.join() === 'statutes')
    return measureStatutes({ ...values, superseded: values['include-superseded'] }, loadConfig());
  const unknown = positionals.filter((p) => !PARTS.includes(p));
  if (unknown.length > 0) {
    console.error(`没有这个部分：${unknown.join('、')}\n${HELP}`);
    return 2;
  }
  const wanted = new Set(positionals.length > 0 ? positionals : PARTS);
  const sections = await measure(wanted, values.misses);
  const floors = readFloors(FLOORS);
  const rows = sections.flatMap((s) => s.rows);
  if (values.raise) {
    const changed = raiseFloors(floors, rows);
    writeFloors(FLOORS, floors, FLOORS_HEAD);
    process.stderr.write(`下限抬高 ${changed.length} 项：${changed.join('，')}\n`);
  }
  saveResult(sections);
  if (values.json) console.info(JSON.stringify(sections, null, 1));
  else console.info(renderTable(sections, floors));
  return rows.some((r) => standing(r, floors[r.id]) === 'below floor') ? 1 : 0;
}

async function measure(wanted: Set<string>, misses: boolean): Promise<Section[]> {
  const sections: Section[] = [];
  if (wanted.has('routing') || wanted.has('retrieval') || wanted.has('replies')) {
    const services = await commandServices();
    try {
      if (wanted.has('routing')) sections.push(...(await routingSections(services, misses)));
      if (wanted.has('retrieval')) sections.push(await retrievalSection(services, misses));
      if (wanted.has('replies')) sections.push(await repliesSection(services, misses));
    } finally {
      await services.close();
    }
  }
  if (wanted.has('speed')) sections.push(await speedSection());
  return sections;
}

/** The result with what it was measured with, so that a figure can be traced. */
function saveResult(sections: Section[]): void {
  const folder = join(ROOT, 'eval/results');
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const { modelDir, knowledgeDir } = loadConfig();
  const result = { at, node: process.version, config: { modelDir, knowledgeDir }, sections };
  writeFileSync(join(folder, `${at.replaceAll(':', '-')}.json`), JSON.stringify(result, null, 1));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
