/** `npm run knowledge`: checks the content, shows what seeding would change, lists what cites a law. */
import '../server/no-tracing.js';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { databasePath } from '../server/assembly/open-stores.js';
import { loadConfig, ROOT } from '../server/config.js';
import { KnowledgeStore } from '../server/store/knowledge-store.js';
import { migrate, openDatabase } from '../server/store/open-database.js';
import { checkCitations } from './check-citations.js';
import { citedLaws } from './cross-check.js';
import { formatProblem, KnowledgeError, loadKnowledge } from './load.js';
import { describeDiff, diffItems, itemsOf } from './sync.js';

const HELP = `用法：npm run knowledge -- <命令>
  check [--laws 文件夹]   检查全部内容；给了法规文件夹就逐条核对引用（不给时找 ../shared/data/laws）
  diff                   如果现在启动，数据库里的知识会怎么变（只看不改）
  affected <法名>         列出引用了某部法的卡
  --help                 显示这段话
退出码：0 没有问题，1 有问题，2 用法不对，3 引用没有核对（没有法规文本）`;

const today = (): string => new Date().toISOString().slice(0, 10);

function check(folder: string, laws: string | undefined): number {
  const knowledge = loadKnowledge(folder);
  const count = `${knowledge.cards.length} 张卡、${knowledge.cases.length} 个案例、${knowledge.channels.length} 个号码、${knowledge.laws.length} 部法`;
  const overdue = knowledge.cards.filter((c) => c.review_due < today());
  for (const c of overdue) console.info(`cards/${c.id}.yaml 复核到期：${c.review_due}`);
  const lawFolder = laws ?? join(ROOT, '../shared/data/laws');
  if (!existsSync(lawFolder)) {
    console.info(`格式和互相引用没有问题：${count}。\n引用未核对：没有法规文本。用 --laws 指一个文件夹。`);
    return 3;
  }
  const { checked, problems } = checkCitations(knowledge, lawFolder, today());
  for (const p of problems) console.info(formatProblem(p));
  const ok = problems.length === 0 && overdue.length === 0;
  console.info(
    `${ok ? '没有问题' : `有 ${problems.length + overdue.length} 处问题`}：${count}，核对引用 ${checked} 条。`,
  );
  return ok ? 0 : 1;
}

async function diff(): Promise<number> {
  const config = loadConfig();
  const items = itemsOf(loadKnowledge(config.knowledgeDir));
  if (!existsSync(databasePath(config.dataDir))) {
    console.info(`还没有数据库。${describeDiff(diffItems(items, []))}`);
    return 0;
  }
  const database = openDatabase(databasePath(config.dataDir), 5000);
  try {
    await migrate(database);
    const d = diffItems(items, await new KnowledgeStore(database.db, Date.now).all());
    for (const [label, list] of [
      ['新增', d.added],
      ['修改', d.changed],
      ['删除', d.removed],
      ['保留', d.kept],
    ] as const) {
      for (const item of list) console.info(`${label} ${item.kind}/${item.id}`);
    }
    console.info(describeDiff(d));
  } finally {
    await database.close();
  }
  return 0;
}

function affected(name: string): number {
  const knowledge = loadKnowledge(loadConfig().knowledgeDir);
  const law = knowledge.laws.find((l) => l.name === name || l.short.includes(name));
  if (!law) {
    console.error(`laws.yaml 里没有 ${name}`);
    return 2;
  }
  const names = new Set([law.name, ...law.short]);
  const cards = knowledge.cards.filter((c) => citedLaws(c).some((l) => names.has(l)));
  for (const c of cards) console.info(`${c.id}\t${c.title}`);
  console.info(`${cards.length} 张卡引用了 ${law.name}（${law.version}）。`);
  return 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      laws: { type: 'string' },
      from: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, argument] = positionals;
  if (values.help) {
    console.info(HELP);
    return 0;
  }
  if (command === 'check') return check(values.from ?? loadConfig().knowledgeDir, values.laws);
  if (command === 'diff') return diff();
  if (command === 'affected' && argument) return affected(argument);
  console.error(HELP);
  return 2;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof KnowledgeError || error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
