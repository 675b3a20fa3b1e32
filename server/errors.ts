/** One table: code -> HTTP status, WebSocket close code, log level, text. Every rendered error carries the emergency lines. */
import type { ErrorBody } from './protocol.js';

interface Entry {
  status: number;
  close: 1008 | 1009 | 1011 | 1013;
  level: 'info' | 'warn' | 'error';
  message: string;
}
const row = (status: number, close: Entry['close'], level: Entry['level'], message: string): Entry => ({
  status,
  close,
  level,
  message,
});

export const ERRORS = {
  empty_text: row(400, 1008, 'info', '还没有写内容。把发生的事写一两句就行。'),
  bad_request: row(400, 1008, 'info', '这条消息的格式不对，没有收到。请刷新页面再试一次。'),
  bad_json: row(400, 1008, 'info', '这条消息的格式不对（不是 JSON）。'),
  unsupported_media: row(415, 1008, 'info', '请用 application/json 发送。'),
  too_large: row(413, 1009, 'info', '这条消息太长了（超过 16 KB）。请分几次说，先说最要紧的。'),
  unknown_conversation: row(
    404,
    1008,
    'info',
    '之前的对话找不到了（可能已过期或已清除）。请重新开始，把事情再说一遍。',
  ),
  forbidden_origin: row(403, 1008, 'warn', '这个网站没有被允许使用本服务。'),
  not_found: row(404, 1008, 'info', '没有这个页面。'),
  method_not_allowed: row(405, 1008, 'info', '不支持这种访问方式。'),
  rate_limited: row(429, 1008, 'info', '问得太快了，请等一分钟再问。有危险不用等，现在就打 110。'),
  blocked: row(429, 1008, 'warn', '访问太频繁，请过一会儿再来。有危险请直接打电话。'),
  overloaded: row(503, 1013, 'warn', '现在人多，暂时答不过来，请过一分钟再试。有危险请直接打电话。'),
  not_ready: row(503, 1013, 'warn', '服务正在启动，请过一会儿再试。有危险请直接打电话。'),
  store_unavailable: row(503, 1013, 'error', '记录暂时存不上，请过一会儿再试。有危险请直接打电话。'),
  slow_client: row(408, 1013, 'info', '网络太慢，连接已断开。请重新连接。'),
  internal: row(500, 1011, 'error', '出了点问题，不是您的错。请过一会儿再试；有危险请直接打电话。'),
} as const satisfies Record<string, Entry>;
export type ErrorCode = keyof typeof ERRORS;

/**
 * Shown with every refusal, even when knowledge/ cannot be read: the numbers are national and do not change by place.
 * The reviewed directory is knowledge/channels.yaml; a test holds these names against it.
 */
export const EMERGENCY_LINES = [
  { number: '110', name: '报警电话' },
  { number: '119', name: '火警和抢险救援' },
  { number: '120', name: '医疗急救' },
  { number: '12110', name: '短信报警' },
] as const;

export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    options?: ErrorOptions,
  ) {
    super(ERRORS[code].message, options);
    this.name = 'AppError';
  }
  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** The body of a refusal. */
export const renderError = (code: ErrorCode): ErrorBody => ({
  error: { code, message: ERRORS[code].message },
  lines: [...EMERGENCY_LINES],
});

/** Maps what Fastify or a library threw to a code; the unexpected is `internal`. */
export function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code;
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) return 'too_large';
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || statusCode === 415) return 'unsupported_media';
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_JSON_BODY') return 'bad_json';
  if (error instanceof SyntaxError && statusCode === 400) return 'bad_json';
  if (code === 'FST_ERR_VALIDATION' || statusCode === 400) return 'bad_request';
  // 403: a path that leads out of the page's folder
  if (statusCode === 404 || statusCode === 403) return 'not_found';
  if (statusCode === 405) return 'method_not_allowed';
  if (statusCode === 429) return 'rate_limited';
  if (statusCode === 503) return 'overloaded';
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return 'bad_request';
  return 'internal';
}
