/**
 * The load benchmark: `measureLoad()` for `npm run eval`, and `tsx eval/load/run.ts` by itself.
 * Everything runs on this machine over loopback, with bounded counts and times (about two minutes).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { loadConfig } from '../../server/config.js';
import { createServices } from '../../server/services.js';
import { type Chat, crowd, type HttpClient, httpClient, openChat } from './clients.js';
import {
  type BareModel,
  buildServer,
  childrenOf,
  cpuTimes,
  memoryOf,
  type Running,
  startBareFastify,
  startBareModel,
  startServer,
  timeStart,
} from './processes.js';
import {
  cpuShare,
  LENGTHS,
  type LoadFigures,
  median,
  type Repetition,
  ratiosOf,
  rowsOf,
  spread,
  tableOf,
} from './score.js';
import { gatherTexts, ofLength, type Texts } from './texts.js';

export interface LoadOptions {
  /** short repetitions of everything that becomes a ratio */
  repetitions?: number;
  /** seconds of the many conversations */
  seconds?: number;
  clients?: number;
  perSecond?: number;
  starts?: number;
  /** folder for a CPU profile of the server */
  profile?: string | undefined;
  log?: (line: string) => void;
}
/** Samples in one repetition. */
const SAMPLES = { fastify: 200, onnx: 20, turns: 40, rule: 60, classifier: 30 };

export async function measureLoad(options: LoadOptions = {}): Promise<LoadFigures> {
  const { repetitions = 5, seconds = 15, clients = 200, perSecond = 100, starts = 3 } = options;
  const { log = () => {} } = options;
  const loadBefore = loadavg()[0] ?? 0;
  const dataDir = mkdtempSync(join(tmpdir(), 'fengqiao-load-'));
  const running: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(started: T): T => {
    running.push(started);
    return started;
  };
  try {
    log('构建、挑选语料');
    buildServer();
    const texts = await findTexts(repetitions * Math.max(SAMPLES.rule, SAMPLES.classifier));
    log(`规则看得出的 ${texts.rule.length} 条，只有分类器看得出的 ${texts.classifier.length} 条`);
    const profile = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(options.profile)}`] : [];
    const server = keep(await startServer(dataDir, profile));
    const fastify = keep(await startBareFastify());
    const model = keep(await startBareModel(loadConfig().modelDir));

    const bench = await openBench({ server, fastify, model, texts });
    const done: Repetition[] = [];
    await bench.repeat();
    for (let i = 0; i < repetitions; i += 1) {
      log(`第 ${i + 1} 遍，共 ${repetitions} 遍`);
      done.push(await bench.repeat());
    }
    bench.close();
    const perSecondBare = await hello(fastify.url);
    log(`${clients} 路对话，每秒 ${perSecond} 轮，${seconds} 秒`);
    const ours = [process.pid, server.pid, ...childrenOf(server.pid)];
    const cpuBefore = cpuTimes(ours);
    const many = await crowd(server.url, { clients, perSecond, seconds }, texts.question);
    const cpu = cpuShare(cpuBefore, cpuTimes(ours), many.times.length);
    const memory = memoryOf(server.pid);
    await server.stop();
    log(`第二次启动，${starts} 次`);
    const times: number[] = [];
    for (let i = 0; i < starts; i += 1) times.push(await timeStart(dataDir));

    const all = (pick: (r: Repetition) => number[]): number[] => done.flatMap(pick);
    return {
      machine: {
        cpu: cpus()[0]?.model ?? '',
        cores: availableParallelism(),
        node: process.version,
        loadBefore,
        loadAfter: loadavg()[0] ?? 0,
      },
      fastify: { ...spread(all((r) => r.fastify)), perSecond: perSecondBare },
      onnx: { 26: bare(done, 26), 100: bare(done, 100), 200: bare(done, 200) },
      turn: spread(all((r) => r.turns)),
      emergencyRule: spread(all((r) => r.rule)),
      emergencyClassifier: spread(all((r) => r.classifier)),
      conversations: {
        ...spread(many.times),
        errors: many.errors,
        lost: many.lost,
        perSecond: many.perSecond,
        clients,
        ...cpu,
      },
      secondStart: median(times),
      memory,
      ratios: ratiosOf(done),
    };
  } finally {
    await Promise.all(running.map((r) => r.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const bare = (done: Repetition[], length: (typeof LENGTHS)[number]): number =>
  median(done.flatMap((r) => r.onnx[length]));

/** Looks in a process of its own kind, so that the server's cache has none of these texts. */
async function findTexts(enough: number): Promise<Texts> {
  const services = await createServices(loadConfig(), { store: false });
  try {
    return await gatherTexts(services, enough);
  } finally {
    await services.close();
  }
}

/** Requests a second that bare Fastify takes, ten at once. */
async function hello(url: string): Promise<number> {
  const result = await autocannon({ url, connections: 10, duration: 2 });
  return result.requests.average;
}

interface Bench {
  repeat(): Promise<Repetition>;
  close(): void;
}
async function openBench(parts: {
  server: Running;
  fastify: Running;
  model: BareModel;
  texts: Texts;
}): Promise<Bench> {
  const { server, fastify, model, texts } = parts;
  const plain = httpClient(fastify.url);
  const ours = httpClient(server.url);
  const chat = await openChat(server.url);
  let at = 0;
  const repeat = async (): Promise<Repetition> => {
    const start = at++;
    const take = (from: string[], count: number): string[] =>
      Array.from({ length: count }, (_, i) => {
        const n = start * count + i;
        // after one time through, a suffix keeps the cache out of it
        const text = from[n % from.length] ?? '';
        return n < from.length ? text : `${text}！！${n}`;
      });
    const onnx = { 26: [], 100: [], 200: [] } as Repetition['onnx'];
    for (const length of LENGTHS) onnx[length] = await model.time(ofLength(texts, length, SAMPLES.onnx));
    return {
      fastify: await timesOf(plain, SAMPLES.fastify, () => ({ path: '/' })),
      onnx,
      turns: await timesOf(ours, SAMPLES.turns, () => ({
        path: '/api/ask',
        body: { text: texts.question() },
      })),
      rule: await emergencies(chat, take(texts.rule, SAMPLES.rule)),
      classifier: await emergencies(chat, take(texts.classifier, SAMPLES.classifier)),
    };
  };
  return {
    repeat,
    close: () => {
      plain.close();
      ours.close();
      chat.close();
    },
  };
}

async function timesOf(
  client: HttpClient,
  count: number,
  next: () => { path: string; body?: unknown },
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { path, body } = next();
    times.push(await client.time(path, body));
  }
  return times;
}

/** One after another, each as the first turn of nobody else's: only the time to the emergency event counts. */
async function emergencies(chat: Chat, texts: string[]): Promise<number[]> {
  const times: number[] = [];
  for (const text of texts) {
    const result = await chat.ask(text, 'emergency');
    if (typeof result === 'number') times.push(result);
    // the rest of that turn must not stand in the next one's way
    await new Promise((r) => setTimeout(r, 30));
  }
  return times;
}

const HELP = `用法：tsx eval/load/run.ts [--repetitions N] [--seconds N] [--clients N] [--per-second N] [--json] [--profile 目录]
  测负载，约两分钟，只用本机回环地址。--profile 写下服务的 CPU 画像（.cpuprofile）。没达到的目标使退出码为 1。`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      repetitions: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '15' },
      clients: { type: 'string', default: '200' },
      'per-second': { type: 'string', default: '100' },
      starts: { type: 'string', default: '3' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.info(HELP);
  const figures = await measureLoad({
    repetitions: Number(values.repetitions),
    seconds: Number(values.seconds),
    clients: Number(values.clients),
    perSecond: Number(values['per-second']),
    starts: Number(values.starts),
    profile: values.profile,
    log: (line) => console.error(line),
  });
  console.info(values.json ? JSON.stringify(figures) : tableOf(figures));
  if (rowsOf(figures).some((r) => r.met === false)) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
}
