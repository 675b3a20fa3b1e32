/** The index could not be built at start, and then the model comes back: no one is told that "no card fits". */
import { copyFileSync, cpSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { until } from '../support/until.js';
import { askHttp, connect, readiness } from './client.js';
import { expectEmergencyAnswered, QUESTION } from './emergency.js';
import { MODEL_DIR, startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const WEIGHTS = 'onnx/model_quantized.onnx';
const TRIAGE_MODEL = join(MODEL_DIR, '../fengqiao-triage-v1');

test('index: never built, and the model is back', { timeout: 150_000 }, async () => {
  const folder = join(temporary('model'), 'bge-small-zh-v1.5');
  cpSync(MODEL_DIR, folder, { recursive: true });
  truncateSync(join(folder, WEIGHTS), 12_000_000);
  const dataDir = temporary('data');
  const server = await startServer(dataDir, { MODEL: folder, TRIAGE_MODEL });
  copyFileSync(join(MODEL_DIR, WEIGHTS), join(folder, WEIGHTS));
  await until(
    async () => (await readiness(server.url)).model,
    60_000,
    () => server.output(),
  );

  const { status, body } = await askHttp(server.url, QUESTION);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    stored: true,
    reply: { outcome: 'failed_knowledge', route: 'mediation', danger: 'none', card: null },
  });
  expect(body.reply.headline).toMatch(/详细的办法我这会儿查不出来，请先.*12348/u);
  expect(body.reply.lines.map((l) => l.number)).toEqual(['12348', '12345', '110']);
  expect(body.reply.steps.length).toBeGreaterThan(0);

  const client = await connect(server.url);
  client.send(QUESTION, 'q');
  expect((await client.wait('route', 'q'))?.event).toMatchObject({ part: { route: 'mediation' } });
  expect((await client.wait('reply', 'q'))?.event).toMatchObject({ reply: { outcome: 'failed_knowledge' } });
  expect(await client.wait('stored', 'q')).not.toBeNull();
  client.close();

  await expectEmergencyAnswered(server);
  expect(server.output()).toMatch(/知识查不了，按分流的结果回答/u);
  expect(server.output()).toMatch(/NO_INDEX/u);
  expect(server.output()).not.toContain(QUESTION.slice(0, 8));
  await server.stop();

  // a new start builds it
  const again = await startServer(dataDir, { MODEL: folder, TRIAGE_MODEL });
  expect((await askHttp(again.url, QUESTION)).body.reply.card?.id).toBe('noise-upstairs');
  await again.stop();
});
