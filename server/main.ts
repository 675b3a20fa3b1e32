/** The process: config -> services -> app -> listen; signals end it gently. */
import './no-tracing.js';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { buildApp } from './app.js';
import { loadConfig } from './config.js';
import { Metrics } from './plugins/metrics.js';
import { createProgress } from './progress.js';
import { createServices, type Services } from './services.js';

/** How often conversations past their retention are purged. */
const PURGE_EVERY = 24 * 3_600_000;
const PURGE_FIRST = 60_000;
const SHUTDOWN_LIMIT = 10_000;

async function main(): Promise<void> {
  const started = performance.now();
  const config = loadConfig();
  const logger = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const progress = createProgress('准备知识的向量');
  let services: Services | null = null;
  const metrics = new Metrics({
    queued: () => services?.stores?.queue.size ?? 0,
    embedders: () =>
      [services?.embedder, services?.triageEmbedder].reduce((n, e) => n + (e?.pids.length ?? 0), 0),
  });
  services = await createServices(config, {
    store: true,
    log: (message, extra) => logger.warn(extra ?? {}, message),
    progress: progress.update,
    observe: (turn, ms) => metrics.observe(turn, ms),
  });
  progress.stop();
  const app = await buildApp({ services, metrics, logger, pageDir: join(config.distDir, 'widget') });
  const address = await app.listen({ host: config.host, port: config.port });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  logger.info(
    { address, cards: services.knowledge.cards.length, model: services.embedder.available },
    '已启动',
  );
  if (process.stdout.isTTY) console.info(`\n枫桥自助已启动（${seconds} 秒）：${address}\n按 Ctrl+C 停止。\n`);
  else console.info(`枫桥自助已启动（${seconds} 秒）：${address}`);

  const purge = (): void => {
    const typescript = import.meta.url.endsWith('.ts');
    const file = fileURLToPath(new URL(`./jobs/purge.${typescript ? 'ts' : 'js'}`, import.meta.url));
    const child = fork(file, [], { execArgv: typescript ? ['--import', 'tsx'] : [], stdio: 'ignore' });
    child.on('exit', (code) => logger.info({ code }, '到期对话清除完毕'));
    child.on('error', (error) => logger.error({ name: error.name }, '到期对话没能清除'));
  };
  const timers = [setTimeout(purge, PURGE_FIRST), setInterval(purge, PURGE_EVERY)];
  for (const timer of timers) timer.unref();

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, '正在停止：答完手里的，存好再走');
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT).unref();
    for (const timer of timers) clearTimeout(timer);
    app
      .close()
      .then(() => services?.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

/** What to tell whoever started us; the setting that is wrong comes first. */
function explain(error: unknown): string {
  const { code, port, address, hostname } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
    hostname?: string;
  };
  if (code === 'EADDRINUSE') return `端口 ${port ?? ''} 已被占用。换一个：PORT=8081 npm start`;
  if (code === 'EACCES' && port !== undefined)
    return `没有权限监听端口 ${port}。换一个大于 1023 的：PORT=8080 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST=${address ?? hostname ?? ''} 不是本机的地址，服务没有启动。只在本机用：HOST=127.0.0.1`;
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
