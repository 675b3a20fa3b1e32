/** The real app, listening on a free port of 127.0.0.1. */
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import pino from 'pino';
import { buildApp } from '../../server/app.js';
import { ROOT } from '../../server/config.js';
import { Metrics } from '../../server/plugins/metrics.js';
import type { Services } from '../../server/services.js';
import { type StartOptions, startServices } from './start-services.js';

export interface StartedApp {
  app: FastifyInstance;
  services: Services;
  dataDir: string;
  /** http://127.0.0.1:port */
  url: string;
  /** ws://127.0.0.1:port/api/chat */
  chat: string;
  /** every line that was logged */
  logs: string[];
  close(): Promise<void>;
}

export async function startApp(options: StartOptions & { pageDir?: string } = {}): Promise<StartedApp> {
  const { pageDir = join(ROOT, 'dist/widget'), ...rest } = options;
  let services: Services | null = null;
  const metrics = new Metrics({
    queued: () => services?.stores?.queue.size ?? 0,
    embedders: () => services?.embedder.pids.length ?? 0,
  });
  const started = await startServices({ ...rest, observe: (turn, ms) => metrics.observe(turn, ms) });
  services = started.services;
  const logs: string[] = [];
  const stream = { write: (line: string) => void logs.push(line) };
  const logger = pino({ level: 'trace', base: null }, stream) as unknown as FastifyBaseLogger;
  const app = await buildApp({ services, metrics, logger, pageDir });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    services,
    dataDir: started.dataDir,
    url,
    chat: `${url.replace('http', 'ws')}/api/chat`,
    logs,
    close: async () => {
      await app.close();
      await started.close();
    },
  };
}
