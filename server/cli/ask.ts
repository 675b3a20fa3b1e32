/** `npm run ask`: one question on the terminal, or a file of questions. Stores nothing. */
import '../no-tracing.js';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Reply } from '../protocol.js';
import type { Services } from '../services.js';
import { askArticles } from './ask-articles.js';
import { commandServices } from './command-services.js';
import { renderText } from './render-text.js';

const HELP = `用法：
  npm run ask -- "楼上半夜拖椅子，跟物业说了也不管"     在终端里看回答
  npm run ask -- --json "……"                        整条回复，标准输出只有 JSON
  npm run ask -- --file questions.jsonl --json      每行 {"id","text"}，按原顺序一行一条回复
选项：
  --json     输出 JSON
  --file F   从文件读问题（每行一个 JSON）
  --articles 只查法条：导入的法规里可能相关的条文（先要导入并建索引）
  --reasons  加上分流的理由（给工作人员看）
  --help     显示这段话`;

/** Lines answered at once in --file: enough to keep every embedding process busy. */
const AT_ONCE = 32;

interface Options {
  json: boolean;
  reasons: boolean;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      file: { type: 'string' },
      articles: { type: 'boolean', default: false },
      reasons: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const text = positionals.join(' ').trim();
  if (values.help || (!values.file && !text)) {
    (values.help ? console.info : console.error)(HELP);
    return values.help ? 0 : 2;
  }
  if (values.file && !existsSync(values.file)) {
    console.error(`没有这个文件：${values.file}`);
    return 2;
  }
  if (values.articles && text) return askArticles(text, values.json, new Date().toISOString().slice(0, 10));
  const services = await commandServices();
  try {
    if (values.file) await answerFile(services, values.file, values);
    else await answerOne(services, text, values);
  } finally {
    await services.close();
  }
  return 0;
}

async function ask(services: Services, text: string): Promise<{ reply: Reply; reasons: string[] }> {
  const conversation = services.conversations.start();
  const { reply, reasons } = await services.conversations.ask(conversation, { text, channel: 'api' });
  return { reply, reasons };
}

async function answerOne(services: Services, text: string, options: Options): Promise<void> {
  const { reply, reasons } = await ask(services, text);
  const extra = options.reasons ? { reasons } : {};
  if (options.json) console.info(JSON.stringify({ ...reply, ...extra }, null, 2));
  else console.info(renderText(reply, options.reasons ? reasons : []));
}

/** Answers line by line in order, many at once; a bad line yields {id, error}. */
async function answerFile(services: Services, file: string, options: Options): Promise<void> {
  const pending: Promise<string>[] = [];
  const flush = async (keep: number) => {
    while (pending.length > keep) await write(`${await pending.shift()}\n`);
  };
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (line.trim() === '') continue;
    pending.push(answerLine(services, line, number, options));
    await flush(AT_ONCE);
  }
  await flush(0);
}

async function answerLine(
  services: Services,
  line: string,
  number: number,
  options: Options,
): Promise<string> {
  let id: unknown = number;
  try {
    const row = JSON.parse(line) as { id?: unknown; text?: unknown } | null;
    if (row === null || typeof row !== 'object') throw new Error('不是一个对象');
    if (row.id !== undefined) id = row.id;
    if (typeof row.text !== 'string' || row.text.trim() === '') throw new Error('缺 text');
    if (Buffer.byteLength(row.text) > 16 * 1024) throw new Error('text 超过 16 KB');
    const { reply, reasons } = await ask(services, row.text);
    if (!options.json) return `#${String(id)}\n${renderText(reply, options.reasons ? reasons : [])}\n`;
    return JSON.stringify({ id, ...reply, ...(options.reasons ? { reasons } : {}) });
  } catch (error) {
    return JSON.stringify({
      id,
      error: `第 ${number} 行：${error instanceof SyntaxError ? '不是 JSON' : (error as Error).message}`,
    });
  }
}

/** Waits when the reader is slow; a closed pipe (head) ends quietly. */
const write = (text: string): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });
process.stdout.on('error', () => process.exit(0));

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
