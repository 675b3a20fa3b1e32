/** The command line of `npm run knowledge`: which words call which command. */
import { parseArgs } from 'node:util';
import type { Config } from '../../server/config.js';
import { affected } from './affected.js';
import { check } from './check.js';
import { cite } from './cite.js';
import { diff } from './diff.js';
import { importStatutes } from './import-statutes.js';
import { indexStatutes } from './index-statutes.js';
import { importedLine, listStatutes } from './statutes.js';

const HELP = `用法：npm run knowledge -- <命令>
  check [--laws 文件夹]   检查全部内容；给了法规文件夹就逐条核对引用（不给时找 ../shared/data/laws）
  diff                   如果现在启动，数据库里的知识会怎么变（只看不改）
  affected <法名>         列出引用了某部法的卡
  import-statutes <文件夹> [--dry-run] [--all] [--allow-fewer]
                         导入官方法规集（LawRefBook 的 Markdown，或国家法规库的 docx），说明新增、修改、失效、没收
                         --dry-run 只看不改；--all 全部列出；--allow-fewer 条数比库里少也换
  index-statutes         给导入的法条建检索索引（第一次要算几万个向量，有进度；中断了再运行会接着做）
  statutes [法名]         列出导入了哪些法，或一部法的各个版本
  cite <法名> <条> [--on 日期] [--version 版本日期] [--laws 文件夹] [--json]
                         一条的原文、textHash、版本和效力；从法规库读，给了 --laws 就从文件夹读
  --help                 显示这段话
退出码：0 没有问题
        1 有问题，或没有找到
        2 用法不对；import-statutes：文件夹不存在，或里面没有法规，什么都没改
        3 引用没有核对（没有法规文本）；import-statutes、index-statutes：另一个正在进行，什么都没改
        4 import-statutes：导完了，但有文件没收（每个都说明原因）
导入中断了再导一次就行：写好的版本都在，没写完的重来。`;

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

interface Surroundings {
  config: () => Config;
  /** collection that `check` holds citations against when no other is named */
  lawFolder: string;
  /** YYYY-MM-DD */
  today: string;
}

/** @param argv words behind `knowledge --`. @returns the exit code that --help documents */
export async function run(argv: string[], { config, lawFolder, today }: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      laws: { type: 'string' },
      from: { type: 'string' },
      on: { type: 'string', default: today },
      version: { type: 'string' },
      all: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'allow-fewer': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, first, second] = positionals;
  const { laws, version, json, all, on } = values;
  if (values.help) {
    console.info(HELP);
    return 0;
  }
  const options = { dryRun: values['dry-run'], all, allowFewer: values['allow-fewer'] };
  const dates = [on, version].every((d) => d === undefined || DAY.test(d));
  if (command === 'check') {
    const code = check(values.from ?? config().knowledgeDir, laws ?? lawFolder, today);
    console.info(await importedLine(config()));
    return code;
  }
  if (command === 'diff') return diff(config());
  if (command === 'affected' && first) return affected(first, config().knowledgeDir);
  if (command === 'import-statutes' && first) return importStatutes(first, config(), options);
  if (command === 'index-statutes') return indexStatutes();
  if (command === 'statutes') return listStatutes(first, config(), today);
  if (command === 'cite' && first && second && dates)
    return cite(first, second, config(), { laws, version, on, json });
  console.error(HELP);
  return 2;
}
