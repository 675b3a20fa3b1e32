/** Once before all test files: the page is built and the vectors of the knowledge are made, so that no file waits for them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadConfig, ROOT } from '../../server/config.js';
import { createServices } from '../../server/services.js';
import { tempDir } from './temp-dir.js';

export default async function setup(): Promise<void> {
  const builder = join(ROOT, 'widget/build.ts');
  if (existsSync(builder)) {
    const { buildPage } = (await import(pathToFileURL(builder).href)) as {
      buildPage: (outDir: string) => Promise<void>;
    };
    await buildPage(join(ROOT, 'dist/widget'));
  }
  const folder = tempDir();
  const services = await createServices(loadConfig({ DATA_DIR: folder.path }), { store: false });
  await services.close();
  folder.remove();
}
