/** Child processes of the benchmark: the built server, bare Fastify, a bare model. Loopback only, all ended by `stop`. */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../server/config.js';

const START_LIMIT = 120_000;
const STARTED = /枫桥自助已启动（[\d.]+ 秒）：(http:\S+)/u;

export interface Running {
  pid: number;
  url: string;
  stop(): Promise<void>;
}

export const serverEnv = (dataDir: string): NodeJS.ProcessEnv => ({
  ...process.env,
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  LOG_LEVEL: 'warn',
  NODE_NO_WARNINGS: '1',
});

/** What `npm start` would do first. */
export function buildServer(): void {
  const built = spawnSync(process.execPath, ['--import', 'tsx', 'server/build.ts', '--if-changed'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (built.status !== 0) throw new Error('构建没有成功，不能测负载');
}

/** @param nodeArgs e.g. --cpu-prof */
export async function startServer(dataDir: string, nodeArgs: string[] = []): Promise<Running> {
  const child = spawn(process.execPath, [...nodeArgs, join(ROOT, 'dist/server/main.js')], {
    cwd: ROOT,
    env: serverEnv(dataDir),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await startedAt(child);
  return { pid: child.pid as number, url, stop: () => end(child, () => child.kill('SIGTERM')) };
}

/** Seconds from `npm start` until the server answers; the data folder has been used before. */
export async function timeStart(dataDir: string): Promise<number> {
  const start = performance.now();
  // a group of its own, so that npm, its shell and the server end together
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: serverEnv(dataDir),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  await startedAt(child);
  const seconds = (performance.now() - start) / 1000;
  await end(child, () => process.kill(-(child.pid as number), 'SIGTERM'));
  return seconds;
}

async function startedAt(child: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`服务没有在 ${START_LIMIT / 1000} 秒内启动：\n${text}`));
    }, START_LIMIT);
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const url = STARTED.exec(text)?.[1];
      if (!url) return;
      clearTimeout(limit);
      resolve(url);
    });
    child.once('exit', () => {
      clearTimeout(limit);
      reject(new Error(`服务没有启动：\n${text}`));
    });
  });
}

async function end(child: ChildProcess, tell: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  tell();
  const hard = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await gone;
  clearTimeout(hard);
}

function forkHere(name: string, args: string[]): ChildProcess {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return fork(file, args, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

export async function startBareFastify(): Promise<Running> {
  const child = forkHere('bare-fastify', []);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { pid: child.pid as number, url, stop: () => end(child, () => child.disconnect()) };
}

export interface BareModel {
  /** ms of one pass each */
  time(texts: string[]): Promise<number[]>;
  stop(): Promise<void>;
}
export async function startBareModel(modelDir: string): Promise<BareModel> {
  const child = forkHere('bare-onnx', [modelDir]);
  await once(child, 'message');
  return {
    time: async (texts) => {
      child.send({ texts });
      const [{ times }] = (await once(child, 'message')) as [{ times: number[] }];
      return times;
    },
    stop: () => end(child, () => child.disconnect()),
  };
}

/** Resident memory of a process and of its children, MB (Linux; 0 elsewhere). */
export function memoryOf(pid: number): { serverMb: number; childrenMb: number } {
  const resident = (p: number): number => {
    const kb = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${p}/status`, 'utf8'))?.[1];
    return Number(kb ?? 0) / 1024;
  };
  try {
    return {
      serverMb: resident(pid),
      childrenMb: childrenOf(pid).reduce((n, p) => n + resident(p), 0),
    };
  } catch {
    return { serverMb: 0, childrenMb: 0 };
  }
}

/** CPU time so far in ms: of the whole machine, and of processes by id (Linux; null elsewhere). */
export function cpuTimes(pids: number[]): { total: number; idle: number; ours: number } | null {
  try {
    const ticks = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
      .split(/\s+/u)
      .slice(1, 9)
      .map(Number);
    const own = (pid: number): number => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    };
    return {
      total: ticks.reduce((a, b) => a + b, 0),
      idle: (ticks[3] ?? 0) + (ticks[4] ?? 0),
      ours: pids.reduce((n, pid) => n + own(pid), 0),
    };
  } catch {
    return null;
  }
}

export const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};
