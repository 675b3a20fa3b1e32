/** The work of `npm run build`: compiles server and page, makes the vectors. Loaded only when something changed. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { loadKnowledge } from '../knowledge/load.js';
import { saveSnapshot } from '../knowledge/snapshot.js';
import { buildPage } from '../widget/build.js';
import { type Config, ROOT } from './config.js';
import { createProgress } from './progress.js';
import { LocalEmbeddings } from './retrieval/embedder.js';
import { entriesOf } from './retrieval/entries.js';
import { VectorCache } from './retrieval/vector-cache.js';

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
async function makeVectors(config: Config): Promise<string> {
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

/** Builds everything into dist/ and says in half a sentence what was made. */
export async function buildAll(config: Config): Promise<string> {
  await compileServer(config.distDir);
  await buildPage(join(config.distDir, 'widget'));
  saveSnapshot(config.knowledgeDir, join(config.distDir, 'knowledge.json'));
  return makeVectors(config);
}
