/** A real server in its own process, over real files: what the fault tests break. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../server/config.js';
import { until } from '../support/until.js';
import { compileServer } from './compiled-server.js';
import { later, temporary } from './tidy-up.js';

export const MODEL_DIR = join(ROOT, 'models/bge-small-zh-v1.5');
const START_LIMIT = 60_000;

/** knowledge/ as it is now: an edit while tests run must not look like a fault. */
let copied: string | null = null;
function knowledgeDir(): string {
  if (copied) return copied;
  copied = join(temporary('knowledge'), 'knowledge');
  cpSync(join(ROOT, 'knowledge'), copied, { recursive: true });
  later(() => {
    copied = null;
  });
  return copied;
}

export interface Server {
  pid: number;
  url: string;
  /** everything that it printed so far */
  output(): string;
  alive(): boolean;
  stop(): Promise<void>;
  kill(): Promise<void>;
}
export interface Exit {
  code: number | null;
  output: string;
}

export const environment = (dataDir: string, extra: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  DATA_DIR: dataDir,
  KNOWLEDGE_DIR: knowledgeDir(),
  MODEL: MODEL_DIR,
  PORT: '0',
  EMBEDDERS: '1',
  RATE_LIMIT_PER_MINUTE: '0',
  MAX_EVENT_LOOP_DELAY: '600000',
  NODE_NO_WARNINGS: '1',
  ...extra,
});

/** Compiled once a test file. */
let compiled: Promise<string> | null = null;
function compiledMain(): Promise<string> {
  compiled ??= compileServer().then(({ main, remove }) => {
    later(() => {
      compiled = null;
      remove();
    });
    return main;
  });
  return compiled;
}

interface Launched {
  child: ChildProcess;
  output: () => string;
  gone: Promise<void>;
}
async function launch(env: NodeJS.ProcessEnv): Promise<Launched> {
  const child = spawn(process.execPath, [await compiledMain()], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const add = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  later(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
  return { child, output: () => text, gone };
}

export async function startServer(dataDir: string, extra: Record<string, string> = {}): Promise<Server> {
  const { child, output, gone } = await launch(environment(dataDir, extra));
  const alive = () => child.exitCode === null && child.signalCode === null;
  const url = await until(
    () => {
      if (!alive()) throw new Error(`the server ended while starting:\n${output()}`);
      return /枫桥自助已启动（[\d.]+ 秒）：(http:\S+)/u.exec(output())?.[1];
    },
    START_LIMIT,
    () => `no start within ${START_LIMIT} ms:\n${output()}`,
  );
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (alive()) child.kill(signal);
    await gone;
  };
  return {
    pid: child.pid as number,
    url,
    output,
    alive,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** For a start that must fail. */
export async function runToExit(dataDir: string, extra: Record<string, string> = {}): Promise<Exit> {
  const { child, output, gone } = await launch(environment(dataDir, extra));
  const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT);
  await gone;
  clearTimeout(limit);
  return { code: child.exitCode, output: output() };
}

/** Process ids of a server's embedding children. */
export function embedderPids(server: Server): number[] {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
  return children
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('embedder-child');
      } catch {
        return false;
      }
    });
}
