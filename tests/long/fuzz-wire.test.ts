/** Strange bytes against the running server: it lives, answers, and says 110 with every refusal. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { readOwn } from '../../eval/routing/utterances.js';
import { ROOT } from '../../server/config.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';
import { type TempDir, tempDir } from '../support/temp-dir.js';
import { answersIn, exchange } from './http-exchange.js';
import { countOf, Dice, longTest, percentile, record, round, SEED, SLICE } from './long.js';
import { serverFrames, socketScript } from './socket-frames.js';
import { request } from './wrong-request.js';

const AT_ONCE = 12;
/** Share of connections that speak WebSocket, that send slowly, and that are cut off in the middle. */
const SOCKETS = 0.35;
const SLOW = 0.05;
const CUT = 0.06;
/** 503 that the error table means. */
const DELIBERATE = ['overloaded', 'not_ready', 'store_unavailable'];

let folder: TempDir;
let server: ServerProcess;
beforeAll(async () => {
  if (process.env.LONG !== '1') return;
  folder = tempDir();
  server = await startProcess(folder.path, { LOG_LEVEL: 'warn' });
});
afterAll(async () => {
  await server?.stop();
  folder?.remove();
});

longTest(
  'nothing on the wire brings the server down or gets a refusal without 110',
  async () => {
    const count = countOf(20_000, 400);
    const dice = new Dice(SEED);
    const texts = readOwn(join(ROOT, 'knowledge'))
      .map((u) => u.text)
      .filter((t) => t.length < 200);
    const port = Number(new URL(server.url).port);
    const wrong: string[] = [];
    const statuses: Record<string, number> = {};
    const closes: Record<string, number> = {};
    const waits: number[] = [];
    let refusals = 0;
    let replies = 0;
    let cutOff = 0;
    const tell = (what: string, sent: Buffer[], got: string): void => {
      if (wrong.length < 40)
        wrong.push(
          `${what}: ${JSON.stringify(Buffer.concat(sent).toString('latin1').slice(0, 300))} → ${JSON.stringify(got.slice(0, 200))}`,
        );
    };

    const http = async (
      sent: { method: string; bytes: Buffer },
      options: { cut: boolean; slow: boolean },
    ): Promise<void> => {
      const half = Math.floor(sent.bytes.length / 2);
      const pieces =
        options.cut || options.slow
          ? [sent.bytes.subarray(0, half), sent.bytes.subarray(half)]
          : [sent.bytes];
      const start = performance.now();
      const { bytes, end } = await exchange(port, pieces, {
        pause: options.slow || options.cut ? 20 : 0,
        ...(options.cut ? { cutAfter: 1 } : {}),
      });
      if (end === 'cut') {
        cutOff += 1;
        return;
      }
      const answers = answersIn(bytes, sent.method);
      if (end === 'silent' && answers.length === 0) tell('no answer within 15 s', pieces, '');
      if (!options.slow) waits.push(performance.now() - start);
      for (const { status, body } of answers) {
        statuses[status] = (statuses[status] ?? 0) + 1;
        const meant = status === 503 && DELIBERATE.some((code) => body.includes(`"${code}"`));
        if (status >= 500 && !meant) tell(`status ${status}`, pieces, body);
        if (status < 400) continue;
        refusals += 1;
        if (sent.method !== 'HEAD' && !body.includes('110'))
          tell(`status ${status} without 110`, pieces, body);
      }
    };
    const socket = async (pieces: Buffer[], options: { cut: boolean; slow: boolean }): Promise<void> => {
      const { bytes, end } = await exchange(port, pieces, {
        pause: options.slow ? 20 : 1,
        ...(options.cut ? { cutAfter: Math.ceil(pieces.length / 2) } : {}),
        // half-open ones are left after a while
        wait: 1500,
      });
      if (end === 'cut') cutOff += 1;
      if (bytes.length === 0) return;
      const { texts: frames, close } = serverFrames(bytes);
      closes[close ?? end] = (closes[close ?? end] ?? 0) + 1;
      for (const text of frames) {
        const event = JSON.parse(text) as { type: string; error?: { code: string } };
        if (event.type === 'reply') replies += 1;
        if (event.type !== 'error') continue;
        refusals += 1;
        if (!text.includes('"110"')) tell('error event without 110', pieces, text);
        if (event.error?.code === 'internal') tell('internal error', pieces, text);
      }
      if (close === 1011) tell('closed with 1011', pieces, frames.at(-1) ?? '');
    };

    const alive = (): boolean => server.child.exitCode === null && server.child.signalCode === null;
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count && wrong.length < 40 && alive()) {
        next += 1;
        const options = { cut: dice.chance(CUT), slow: dice.chance(SLOW) };
        // drawn before anything is awaited: the same seed sends the same bytes
        if (dice.chance(SOCKETS)) await socket(socketScript(dice, texts), options);
        else await http(request(dice, texts), options);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    const { exitCode, signalCode } = server.child;
    expect({ exitCode, signalCode }, server.output().slice(-3000)).toEqual({
      exitCode: null,
      signalCode: null,
    });
    const live = await fetch(`${server.url}/health/live`);
    expect(live.status).toBe(200);
    const asked = await fetch(`${server.url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: '救命，他拿刀砍我' }),
    });
    const after = (await asked.json()) as { stored: boolean; reply: { route: string } };
    const errors = server
      .output()
      .split('\n')
      .filter((line) => /"level":(?:50|60)|UnhandledPromise|unhandled/u.test(line));
    record('fuzz-wire', {
      count: next,
      failures: wrong.length,
      answers: statuses,
      socketsEndedWith: closes,
      refusals,
      repliesOverSockets: replies,
      cutOffInTheMiddle: cutOff,
      answerMs: {
        p50: round(percentile(waits, 50)),
        p99: round(percentile(waits, 99)),
        max: round(percentile(waits, 100)),
      },
      errorsLogged: errors.length,
      afterwards: { route: after.reply.route, stored: after.stored },
    });
    expect(wrong).toEqual([]);
    expect(errors).toEqual([]);
    expect(after).toMatchObject({ stored: true, reply: { route: 'emergency' } });
  },
  SLICE ? 150_000 : 3_600_000,
);
