/** Numbers of the load benchmark: pure functions, the figures and their table. */

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}
export const median = (values: number[]): number => percentile(values, 0.5);

export interface Spread {
  p50: number;
  p95: number;
  p99: number;
  count: number;
}
export const spread = (values: number[]): Spread => ({
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
  count: values.length,
});

/** What one short repetition measured, ms; everything in it ran within the same few seconds. */
export interface Repetition {
  fastify: number[];
  onnx: Record<Length, number[]>;
  turns: number[];
  rule: number[];
  classifier: number[];
}
/** Characters of the texts that a bare pass is timed on. */
export const LENGTHS = [26, 100, 200] as const;
export type Length = (typeof LENGTHS)[number];

export interface CpuShare {
  /** CPU time of one turn, ms: server, embedders and these clients together */
  cpuPerTurn: number;
  /** share of the machine that other programs took meanwhile; above a few percent the figures flatter nobody */
  others: number;
}
interface Times {
  total: number;
  idle: number;
  ours: number;
}
/** Clock ticks (10 ms) of the kernel to shares. */
export function cpuShare(before: Times | null, after: Times | null, turns: number): CpuShare {
  if (!before || !after) return { cpuPerTurn: Number.NaN, others: Number.NaN };
  const total = after.total - before.total;
  const ours = after.ours - before.ours;
  const busy = total - (after.idle - before.idle);
  return {
    cpuPerTurn: (ours * 10) / Math.max(1, turns),
    others: Math.max(0, busy - ours) / Math.max(1, total),
  };
}

export interface LoadFigures {
  machine: { cpu: string; cores: number; node: string; loadBefore: number; loadAfter: number };
  /** ms; all repetitions together */
  fastify: Spread & { perSecond: number };
  onnx: Record<Length, number>;
  turn: Spread;
  emergencyRule: Spread;
  emergencyClassifier: Spread;
  conversations: Spread & { errors: number; lost: number; perSecond: number; clients: number } & CpuShare;
  secondStart: number;
  memory: { serverMb: number; childrenMb: number };
  /** each the median over the repetitions of a ratio within one repetition: what floors.yaml holds */
  ratios: {
    /** whole turn p95 by the p95 of a bare Fastify request */
    turnByFastify: number;
    /** whole turn p50 by the p50 of a bare pass at 26 characters */
    turnByOnnx: number;
    /** emergency event p50 by the p50 of a bare Fastify request */
    ruleByFastify: number;
    /** emergency event p50 by (1.3 x one bare pass at 26 characters + 5 ms) */
    classifierByLimit: number;
  };
}

/** The limit of the main issue where only the classifier sees the danger. */
export const classifierLimit = (barePass: number): number => 1.3 * barePass + 5;

export function ratiosOf(repetitions: Repetition[]): LoadFigures['ratios'] {
  const over = (of: (r: Repetition) => number): number => median(repetitions.map(of));
  return {
    turnByFastify: over((r) => percentile(r.turns, 0.95) / percentile(r.fastify, 0.95)),
    turnByOnnx: over((r) => median(r.turns) / median(r.onnx[26])),
    ruleByFastify: over((r) => median(r.rule) / median(r.fastify)),
    classifierByLimit: over((r) => median(r.classifier) / classifierLimit(median(r.onnx[26]))),
  };
}

export interface Row {
  name: string;
  value: string;
  target: string;
  /** null: printed for scale only */
  met: boolean | null;
}
const ms = (n: number): string => `${n.toFixed(n < 10 ? 2 : 1)} ms`;

/** One row a figure, with the target of the main issue beside it. */
export function rowsOf(f: LoadFigures): Row[] {
  const scale = (name: string, value: string): Row => ({ name, value, target: '', met: null });
  const held = (name: string, n: number, limit: number, target = `≤ ${ms(limit)}`): Row => ({
    name,
    value: ms(n),
    target,
    met: n <= limit,
  });
  const limit = classifierLimit(f.onnx[26]);
  return [
    scale('裸 Fastify p50 / p95', `${ms(f.fastify.p50)} / ${ms(f.fastify.p95)}`),
    scale('裸 Fastify 每秒', `${Math.round(f.fastify.perSecond)} 次`),
    ...LENGTHS.map((n) => scale(`裸模型一次，${n} 字`, ms(f.onnx[n]))),
    scale('整轮（HTTP，一个客户端）p50', ms(f.turn.p50)),
    held('整轮 p95', f.turn.p95, 60),
    scale('整轮 p99', ms(f.turn.p99)),
    scale('紧急事件，规则看出 p50', ms(f.emergencyRule.p50)),
    held('紧急事件，规则看出 p99', f.emergencyRule.p99, 10),
    held(
      '紧急事件，只有分类器看出 p50',
      f.emergencyClassifier.p50,
      limit,
      `≤ 1.3 × 裸模型 + 5 = ${ms(limit)}`,
    ),
    scale('紧急事件，只有分类器看出 p99', ms(f.emergencyClassifier.p99)),
    held(`${f.conversations.clients} 路对话 p95`, f.conversations.p95, 250),
    {
      name: '其中出错、没等到',
      value: `${f.conversations.errors}、${f.conversations.lost}`,
      target: '0',
      met: f.conversations.errors + f.conversations.lost === 0,
    },
    scale('其中每秒轮数', f.conversations.perSecond.toFixed(1)),
    scale('其中每轮 CPU', ms(f.conversations.cpuPerTurn)),
    scale('其间别的程序占了机器的', `${Math.round(f.conversations.others * 100)} %`),
    held('第二次启动（npm start）', f.secondStart * 1000, 3000),
    scale('内存：服务 / 子进程', `${Math.round(f.memory.serverMb)} / ${Math.round(f.memory.childrenMb)} MB`),
    scale('比值：整轮 p95 / 裸 Fastify p95', f.ratios.turnByFastify.toFixed(1)),
    scale('比值：整轮 p50 / 裸模型 26 字', f.ratios.turnByOnnx.toFixed(2)),
    scale('比值：规则紧急 p50 / 裸 Fastify p50', f.ratios.ruleByFastify.toFixed(2)),
    {
      name: '比值：分类器紧急 p50 / 上限',
      value: f.ratios.classifierByLimit.toFixed(2),
      target: '≤ 1',
      met: f.ratios.classifierByLimit <= 1,
    },
  ];
}

/** Above this share of other programs, absolute times say more about them than about us. */
const DISTURBED = 0.1;

const wide = (text: string): number => [...text].reduce((n, c) => n + (c.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - wide(text)));

export function tableOf(f: LoadFigures): string {
  const { machine } = f;
  const rows = rowsOf(f).map(
    (r) =>
      `${pad(r.name, 40)}${pad(r.value, 24)}${pad(r.target, 34)}${r.met === null ? '' : r.met ? '达到' : '没达到'}`,
  );
  return [
    `${machine.cpu}，${machine.cores} 核，Node ${machine.node}，测前负载 ${machine.loadBefore.toFixed(1)}，测后 ${machine.loadAfter.toFixed(1)}`,
    ...rows.map((r) => r.trimEnd()),
    ...(f.conversations.others > DISTURBED
      ? ['机器同时被别的程序占着：毫秒数偏大，请只看比值，或在空闲的机器上重测。']
      : []),
  ].join('\n');
}
