/** A real server in its own process, over real files: what the fault tests break. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { ROOT } from '../../server/config.js';
import type { Reply, ServerEvent } from '../../server/protocol.js';
import { compileServer } from './compiled-server.js';

/** Said in every fault: the rules see it, so neither model nor store may be needed. */
export const EMERGENCY = '我老公正在打我，把我锁在屋里';
export const QUESTION = '楼上半夜拖椅子，跟物业说了也不管';
export const MODEL_DIR = join(ROOT, 'models/bge-small-zh-v1.5');
const START_LIMIT = 60_000;

/** Folders that are removed, and other things that are undone, when the test file ends. */
const undo: (() => void)[] = [];
export function tidyUp(): void {
  for (const step of undo.splice(0).reverse()) step();
}
export const later = (step: () => void): void => {
  undo.push(step);
};
export function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `fengqiao-${name}-`));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
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

/** Asks again and again until there is an answer. */
export async function until<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  limit: number,
  explain: () => string = () => 'waited in vain',
): Promise<T> {
  const end = performance.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(explain());
    await pause(20);
  }
}

export interface HttpAnswer {
  conversation: string;
  seq: number;
  stored: boolean;
  reply: Reply;
}
export async function askHttp(
  url: string,
  text: string,
  conversation?: string,
): Promise<{ status: number; body: HttpAnswer }> {
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, ...(conversation ? { conversation } : {}) }),
  });
  return { status: response.status, body: (await response.json()) as HttpAnswer };
}
export async function readiness(url: string): Promise<{ status: string; model: boolean; store: boolean }> {
  return (await (await fetch(`${url}/health/ready`)).json()) as {
    status: string;
    model: boolean;
    store: boolean;
  };
}

type Numbered = Extract<ServerEvent, { seq: number }>;
export interface Timed {
  event: ServerEvent;
  at: number;
}
export interface Client {
  token: string;
  resumed: boolean;
  events: Timed[];
  /** sends and returns the time of sending */
  send(text: string, askId: string): number;
  /** the event of this kind for this askId, or null when none comes in time */
  wait(type: ServerEvent['type'], askId: string, limit?: number): Promise<Timed | null>;
  close(): void;
}

export async function connect(
  url: string,
  hello: { conversation?: string; last?: number } = {},
): Promise<Client> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/api/chat`, { perMessageDeflate: false });
  const events: Timed[] = [];
  const waiting = new Set<(timed: Timed) => void>();
  ws.on('message', (data: Buffer) => {
    const timed = { event: JSON.parse(data.toString('utf8')) as ServerEvent, at: performance.now() };
    events.push(timed);
    for (const tell of waiting) tell(timed);
  });
  ws.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    ws.once('open', () => resolve());
    ws.once('error', reject);
  });
  ws.send(JSON.stringify({ type: 'hello', ...hello }));
  const welcome = await until(
    () => events.map((e) => e.event).find((e) => e.type === 'welcome'),
    5000,
    () => 'no welcome',
  );
  const fits = (t: Timed, type: string, askId: string) =>
    t.event.type === type && (t.event as { askId?: string }).askId === askId;
  return {
    token: welcome.conversation,
    resumed: welcome.resumed,
    events,
    send: (text, askId) => {
      const at = performance.now();
      ws.send(JSON.stringify({ type: 'ask', text, askId }));
      return at;
    },
    wait: (type, askId, limit = 10_000) => {
      const found = events.find((t) => fits(t, type, askId));
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(tell);
          resolve(null);
        }, limit);
        const tell = (t: Timed): void => {
          if (!fits(t, type, askId)) return;
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(t);
        };
        waiting.add(tell);
      });
    },
    close: () => ws.terminate(),
  };
}
export const numbered = (client: Client): Numbered[] =>
  client.events.flatMap(({ event }) =>
    'seq' in event && event.type !== 'welcome' ? [event as Numbered] : [],
  );

/** The server lives, and an emergency is answered as one on both transports, 110 first. */
export async function expectEmergencyAnswered(server: Server): Promise<void> {
  const { status, body } = await askHttp(server.url, EMERGENCY);
  expect(status).toBe(200);
  expect(body.reply.route).toBe('emergency');
  expect(body.reply.lines[0]?.number).toBe('110');
  const client = await connect(server.url);
  client.send(EMERGENCY, 'e');
  const first = await client.wait('emergency', 'e');
  const part = first?.event.type === 'emergency' ? first.event.part : null;
  expect(part?.lines[0]?.number).toBe('110');
  expect((await client.wait('reply', 'e'))?.event).toMatchObject({ reply: { route: 'emergency' } });
  const order = client.events.map((e) => e.event.type).filter((type) => type !== 'welcome');
  expect(order[0]).toBe('emergency');
  client.close();
  expect(server.alive()).toBe(true);
}

/** Emergencies at a steady pace, each a conversation turn of one of a few clients; ms until the emergency event. */
export async function emergencyTimes(url: string, perSecond: number, ms: number): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: 10 }, () => connect(url)));
  const start = performance.now();
  const count = Math.round((perSecond * ms) / 1000);
  const times = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      await pause(Math.max(0, start + (i * 1000) / perSecond - performance.now()));
      const client = clients[i % clients.length] as Client;
      const sent = client.send(`${EMERGENCY}，第${i}次说了`, `e${i}`);
      const got = await client.wait('emergency', `e${i}`);
      return got ? got.at - sent : Number.POSITIVE_INFINITY;
    }),
  );
  for (const client of clients) client.close();
  return times;
}
/**
 * Other work on this machine makes outliers: a real fault shows in every try, an outlier not.
 * @returns the best of at most three tries; a try within `wanted` ends it
 */
export async function bestOf(wanted: number, measure: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && best > wanted; i += 1) best = Math.min(best, await measure());
  return best;
}
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Makes a path unwritable, even for root where the file system knows the immutable flag. */
export function forbidWriting(path: string): () => void {
  const root = process.getuid?.() === 0;
  const [command, on, off] = root ? ['chattr', '+i', '-i'] : ['chmod', 'a-w', 'u+w'];
  execFileSync(command as string, [on as string, path]);
  let done = false;
  const allow = (): void => {
    if (done) return;
    done = true;
    execFileSync(command as string, [off as string, path]);
  };
  later(allow);
  return allow;
}
/** Whether writing can be forbidden here at all (root in a container without the capability cannot). */
export function canForbidWriting(): boolean {
  const folder = temporary('probe');
  try {
    forbidWriting(folder)();
    return true;
  } catch {
    return false;
  }
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
