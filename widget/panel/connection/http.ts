import type { ErrorBody, Reply } from '../../../server/protocol.js';

export interface HttpAnswer {
  conversation: string;
  seq: number;
  reply: Reply;
}
export type HttpResult<T> = { ok: true; body: T } | { ok: false; body: ErrorBody };
const GIVE_UP = 15_000;

/** Rejects when the network fails or something that is not ours answers. */
async function post<T>(url: string, body: unknown): Promise<HttpResult<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), GIVE_UP);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      signal: abort.signal,
    });
    const answer = (await response.json()) as unknown;
    if (response.ok) return { ok: true, body: answer as T };
    if (typeof answer === 'object' && answer !== null && 'error' in answer)
      return { ok: false, body: answer as ErrorBody };
    throw new Error('not an answer of the server');
  } finally {
    clearTimeout(timer);
  }
}

/** Asks over HTTP; when the conversation is unknown by now, asks once more as a new one. */
export async function askOverHttp(
  base: string,
  ask: { text: string; askId: string; conversation: string | null },
): Promise<HttpResult<HttpAnswer>> {
  const { text, askId, conversation } = ask;
  const url = `${base}/api/ask`;
  const result = await post<HttpAnswer>(url, conversation ? { text, askId, conversation } : { text, askId });
  if (!result.ok && result.body.error.code === 'unknown_conversation' && conversation)
    return post<HttpAnswer>(url, { text, askId });
  return result;
}

/** True when nothing of the conversation is left on the server. */
export async function eraseOverHttp(base: string, conversation: string): Promise<boolean> {
  const result = await post<{ erased: boolean }>(`${base}/api/erase`, { conversation });
  return result.ok || result.body.error.code === 'unknown_conversation';
}
