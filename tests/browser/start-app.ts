/** The real app on a free port of 127.0.0.1, with the page freshly built and a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../server/app.js';
import { loadConfig } from '../../server/config.js';
import { Metrics } from '../../server/plugins/metrics.js';
import { createServices } from '../../server/services.js';
import { buildPage } from '../../widget/build.js';

export interface RunningApp {
  url: string;
  close(): Promise<void>;
}

export async function startApp(): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), 'fengqiao-browser-'));
  const pageDir = join(folder, 'page');
  await buildPage(pageDir);
  const config = loadConfig({
    DATA_DIR: join(folder, 'data'),
    RATE_LIMIT_PER_MINUTE: '0',
    MAX_EVENT_LOOP_DELAY: '600000',
    EMBEDDERS: '1',
  });
  const services = await createServices(config, { store: true });
  const metrics = new Metrics({
    queued: () => services.stores?.queue.size ?? 0,
    embedders: () => services.embedder.pids.length,
  });
  const app = await buildApp({ services, metrics, logger: false, pageDir });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    close: async () => {
      await app.close();
      await services.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
