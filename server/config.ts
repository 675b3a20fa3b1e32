/** The only reader of process.env: one schema, every value with a default, frozen; boot fails on a wrong value. */

import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly knowledgeDir: string;
  readonly modelDir: string;
  readonly triageModelDir: string;
  readonly distDir: string;
  readonly embedders: number;
  readonly rateLimitPerMinute: number;
  readonly trustProxy: string[];
  readonly allowedOrigins: string[];
  readonly retentionDays: number;
  readonly logLevel: string;
  readonly maxEventLoopDelay: number;
  readonly conversationHours: number;
  readonly vectorStore: 'hnsw' | 'memory';
}

/** One row of the README's table. */
export interface Setting {
  name: string;
  fallback: string;
  about: string;
}
export const SETTINGS = [
  { name: 'HOST', fallback: '127.0.0.1', about: '监听地址' },
  { name: 'PORT', fallback: '8080', about: '监听端口，0 表示随机' },
  { name: 'DATA_DIR', fallback: './data', about: '数据库、索引和缓存所在的目录' },
  { name: 'KNOWLEDGE_DIR', fallback: './knowledge', about: '知识库目录（YAML）' },
  { name: 'MODEL', fallback: './models/bge-small-zh-v1.5', about: '检索用的向量模型目录' },
  { name: 'TRIAGE_MODEL', fallback: '（MODEL 旁边的 fengqiao-triage-v1）', about: '分流用的向量模型目录' },
  { name: 'EMBEDDERS', fallback: '（核数）', about: '向量子进程个数' },
  { name: 'RATE_LIMIT_PER_MINUTE', fallback: '60', about: '每个地址每分钟可问的次数，0 关闭' },
  {
    name: 'TRUST_PROXY',
    fallback: '（空）',
    about: '可信代理的地址，逗号分隔；它们的 X-Forwarded-For 才算数',
  },
  {
    name: 'ALLOWED_ORIGINS',
    fallback: '（空）',
    about: '可以嵌入本服务的网站，逗号分隔，如 https://www.example.gov.cn',
  },
  { name: 'RETENTION_DAYS', fallback: '180', about: '对话保留天数，到期自动清除' },
  { name: 'CONVERSATION_HOURS', fallback: '72', about: '会话凭证多久不用就失效（小时）' },
  { name: 'LOG_LEVEL', fallback: 'info', about: '日志级别：fatal、error、warn、info、debug、silent' },
  { name: 'MAX_EVENT_LOOP_DELAY', fallback: '1000', about: '事件循环延迟超过多少毫秒算过载' },
  { name: 'VECTOR_STORE', fallback: 'hnsw', about: '向量库：hnsw 或 memory（精确检索）' },
] as const satisfies Setting[];
type Name = (typeof SETTINGS)[number]['name'];

/** Ranges that Fastify knows by name. */
const NAMED_PROXIES = ['loopback', 'linklocal', 'uniquelocal'];

const here = fileURLToPath(new URL('..', import.meta.url));
/** The package's root, both from server/ and from dist/server/. */
export const ROOT = here.replace(/dist\/$/u, '');

/** Reads and checks the environment. Throws one error that names every wrong value. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Config {
  const problems: string[] = [];
  const raw = (name: Name): string | undefined => env[name]?.trim() || undefined;
  const integer = (name: Name, fallback: number, min: number, max: number): number => {
    const value = raw(name);
    if (value === undefined) return fallback;
    const n = Number(value);
    if (Number.isInteger(n) && n >= min && n <= max) return n;
    problems.push(`${name} 应是 ${min} 到 ${max} 的整数，现在是 “${value}”`);
    return fallback;
  };
  const oneOf = <T extends string>(name: Name, values: readonly T[], fallback: T): T => {
    const value = raw(name);
    if (value === undefined) return fallback;
    if ((values as readonly string[]).includes(value)) return value as T;
    problems.push(`${name} 只能是 ${values.join('、')}，现在是 “${value}”`);
    return fallback;
  };
  const list = (name: Name): string[] =>
    (raw(name) ?? '')
      .split(',')
      .map((s) => s.trim())
      .filter(Boolean);
  const folder = (name: Name, fallback: string): string =>
    raw(name) ? resolve(cwd, raw(name) as string) : resolve(ROOT, fallback);

  const allowedOrigins = list('ALLOWED_ORIGINS').map((origin) => {
    try {
      const url = new URL(origin);
      if (url.origin === 'null' || url.origin !== origin.replace(/\/$/u, ''))
        throw new Error('not an origin');
      return url.origin;
    } catch {
      problems.push(`ALLOWED_ORIGINS 里的 “${origin}” 不是网站地址，应像 https://www.example.gov.cn`);
      return origin;
    }
  });
  const trustProxy = list('TRUST_PROXY');
  for (const proxy of trustProxy) {
    const [address = '', bits] = proxy.split('/');
    const widest = isIP(address) === 6 ? 128 : 32;
    const range = bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= widest);
    if (!NAMED_PROXIES.includes(proxy) && (isIP(address) === 0 || !range))
      problems.push(`TRUST_PROXY 里的 “${proxy}” 不是 IP 地址或网段，应像 10.0.0.1 或 10.0.0.0/8`);
  }
  const modelDir = folder('MODEL', 'models/bge-small-zh-v1.5');
  const config: Config = {
    host: raw('HOST') ?? '127.0.0.1',
    port: integer('PORT', 8080, 0, 65535),
    dataDir: raw('DATA_DIR') ? resolve(cwd, raw('DATA_DIR') as string) : resolve(ROOT, 'data'),
    knowledgeDir: folder('KNOWLEDGE_DIR', 'knowledge'),
    modelDir,
    triageModelDir: raw('TRIAGE_MODEL')
      ? folder('TRIAGE_MODEL', '')
      : join(dirname(modelDir), 'fengqiao-triage-v1'),
    distDir: resolve(ROOT, 'dist'),
    embedders: integer('EMBEDDERS', Math.min(availableParallelism(), 8), 1, 64),
    rateLimitPerMinute: integer('RATE_LIMIT_PER_MINUTE', 60, 0, 1_000_000),
    trustProxy,
    allowedOrigins,
    retentionDays: integer('RETENTION_DAYS', 180, 1, 36500),
    conversationHours: integer('CONVERSATION_HOURS', 72, 1, 87600),
    logLevel: oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'info'),
    maxEventLoopDelay: integer('MAX_EVENT_LOOP_DELAY', 1000, 10, 600_000),
    vectorStore: oneOf('VECTOR_STORE', ['hnsw', 'memory'], 'hnsw'),
  };
  if (problems.length > 0)
    throw new Error(`配置有误，服务没有启动：\n${problems.map((p) => `- ${p}`).join('\n')}`);
  return Object.freeze(config);
}
