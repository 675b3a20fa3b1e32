/**
 * `npm run build`: server and page into dist/, and the vectors of everything under knowledge/ into dist/vectors.
 * With --if-changed nothing is done when no source, card or model changed since the last build.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, ROOT } from './config.js';

const HELP = `用法：npm run build [-- --if-changed]
  编译服务和页面到 dist/，并把 knowledge/ 的向量备好。--if-changed：没有改动就跳过。`;
const SOURCES = ['server', 'knowledge', 'widget', 'package-lock.json'];
const MODEL_FILES = ['config.json', 'tokenizer.json', 'onnx/model_quantized.onnx'];

/** Names, sizes and times of all inputs: cheap enough for every start. */
function stamp(modelDir: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    const info = statSync(path);
    if (info.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${relative(ROOT, path)} ${info.size} ${Math.floor(info.mtimeMs)}\n`);
  };
  for (const source of SOURCES) add(join(ROOT, source));
  for (const file of MODEL_FILES) add(join(modelDir, file));
  return `${process.version} ${hash.digest('hex')}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'if-changed': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.info(HELP);
  const config = loadConfig();
  const stampFile = join(config.distDir, 'build-stamp');
  const now = stamp(config.modelDir);
  if (values['if-changed'] && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now) return;
  const start = performance.now();
  mkdirSync(config.distDir, { recursive: true });
  const { buildAll } = await import('./build-all.js');
  const vectors = await buildAll(config);
  writeFileSync(stampFile, now);
  console.info(`构建完成（${((performance.now() - start) / 1000).toFixed(1)} 秒）：${vectors}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
