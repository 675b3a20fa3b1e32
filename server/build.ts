/**
 * `npm run build`: server and page into dist/, and the vectors of everything under knowledge/ into dist/vectors.
 * With --if-changed nothing is done when no source, card or model changed since the last build.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { loadKnowledge } from '../knowledge/load.js';
import { buildPage } from '../widget/build.js';
import { loadConfig, ROOT } from './config.js';
import { createProgress } from './progress.js';
import { LocalEmbeddings } from './retrieval/embedder.js';
import { entriesOf } from './retrieval/entries.js';
import { VectorCache } from './retrieval/vector-cache.js';

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

const filesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))
    .map((f) => join(ROOT, folder, f));

async function compileServer(distDir: string): Promise<void> {
  for (const folder of ['server', 'knowledge']) {
    rmSync(join(distDir, folder), { recursive: true, force: true });
    await build({
      entryPoints: filesUnder(folder),
      outdir: join(distDir, folder),
      outbase: join(ROOT, folder),
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'linked',
      logLevel: 'warning',
    });
  }
}

/** Embeds what the cache does not hold yet. Without a model the build still succeeds: rules answer. */
async function makeVectors(): Promise<string> {
  const config = loadConfig();
  const { cards, uncovered } = loadKnowledge(config.knowledgeDir);
  const embedder = new LocalEmbeddings({ modelDir: config.modelDir, processes: config.embedders });
  if (!embedder.modelHash || !(await embedder.start())) return '没有向量模型，跳过向量';
  const progress = createProgress('计算知识的向量');
  const texts = entriesOf(cards, uncovered).map((e) => e.text);
  const cache = new VectorCache(join(config.distDir, 'vectors'), embedder.modelHash);
  await cache.vectorsFor(texts, embedder, progress.update);
  cache.save(texts);
  progress.stop();
  await embedder.close();
  return `${cards.length} 张卡、${texts.length} 条向量`;
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
  await compileServer(config.distDir);
  await buildPage(join(config.distDir, 'widget'));
  const vectors = await makeVectors();
  writeFileSync(stampFile, now);
  console.info(`构建完成（${((performance.now() - start) / 1000).toFixed(1)} 秒）：${vectors}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
