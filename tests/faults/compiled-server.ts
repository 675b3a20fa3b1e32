/**
 * The server compiled once a test file into a folder of its own: it starts faster than from source,
 * and an edit while tests run does not look like a fault. Vectors of the knowledge are shared with `npm run build`.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../server/config.js';

/** @returns the compiled main.js and what removes it again */
export async function compileServer(): Promise<{ main: string; remove: () => void }> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'faults-'));
  const dist = join(folder, 'dist');
  for (const part of ['server', 'knowledge']) {
    const source = join(ROOT, part);
    await build({
      entryPoints: readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))
        .map((f) => join(source, f)),
      outdir: join(dist, part),
      outbase: source,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'warning',
    });
  }
  mkdirSync(join(ROOT, 'dist/vectors'), { recursive: true });
  symlinkSync(join(ROOT, 'dist/vectors'), join(dist, 'vectors'));
  return {
    main: join(dist, 'server/main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
