/** Bytes over a socket of its own, and the HTTP answers in what came back. */
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  headers: string;
  body: string;
}

/** Sends bytes in pieces over a socket of its own and gives all that came back until it closes. */
export function exchange(
  port: number,
  pieces: Buffer[],
  { pause = 0, cutAfter = Number.POSITIVE_INFINITY, wait = 15_000 } = {},
): Promise<{ bytes: Buffer; end: 'closed' | 'cut' | 'silent' }> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    const got: Buffer[] = [];
    let end: 'closed' | 'cut' | 'silent' = 'closed';
    const limit = setTimeout(() => {
      end = 'silent';
      socket.destroy();
    }, wait);
    socket.on('data', (data) => got.push(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(limit);
      resolve({ bytes: Buffer.concat(got), end });
    });
    const send = async (): Promise<void> => {
      let sent = 0;
      for (const piece of pieces) {
        if (socket.destroyed) return;
        if (sent >= cutAfter) {
          end = 'cut';
          socket.destroy();
          return;
        }
        socket.write(piece);
        sent += 1;
        if (pause > 0) await new Promise((r) => setTimeout(r, pause));
      }
    };
    socket.once('connect', () => void send().catch(() => {}));
  });
}

/** Every answer in what a connection gave, chunked bodies put together. */
export function answersIn(bytes: Buffer, method: string): Answer[] {
  const out: Answer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = bytes.indexOf('\r\n\r\n', at);
    const first = /^HTTP\/1\.[01] (\d{3})/u.exec(bytes.subarray(at, at + 16).toString('latin1'));
    if (head < 0 || !first) return out;
    const headers = bytes.subarray(at, head).toString('latin1').toLowerCase();
    const status = Number(first[1]);
    at = head + 4;
    let body = '';
    const length = /\r\ncontent-length: (\d+)/u.exec(headers);
    if (method === 'HEAD' || status < 200 || status === 204 || status === 304) body = '';
    else if (headers.includes('transfer-encoding: chunked')) [body, at] = chunked(bytes, at);
    else {
      const until = length ? at + Number(length[1]) : bytes.length;
      body = bytes.subarray(at, until).toString('utf8');
      at = until;
    }
    if (status === 101) return [...out, { status, headers, body }];
    out.push({ status, headers, body });
  }
  return out;
}
function chunked(bytes: Buffer, from: number): [body: string, at: number] {
  const parts: Buffer[] = [];
  let at = from;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, line < 0 ? bytes.length : line).toString('latin1'), 16);
    if (line < 0 || !(size > 0))
      return [Buffer.concat(parts).toString('utf8'), line < 0 ? bytes.length : line + 4];
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
}
