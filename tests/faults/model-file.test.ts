/** The model's file is missing or broken: the rules answer, and the log says so. */
import { cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askHttp, readiness } from './client.js';
import { expectEmergencyAnswered, QUESTION } from './emergency.js';
import { MODEL_DIR, startServer } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

const WEIGHTS = 'onnx/model_quantized.onnx';
function copyOfModel(): string {
  const folder = join(temporary('model'), 'bge-small-zh-v1.5');
  cpSync(MODEL_DIR, folder, { recursive: true });
  return folder;
}

const FAULTS: [name: string, makeFolder: () => string, says: RegExp][] = [
  ['the folder is empty', () => temporary('model'), /向量模型文件缺失，只用规则回答/u],
  ['the folder does not exist', () => join(temporary('model'), 'nowhere'), /向量模型文件缺失/u],
  [
    'the weights are a folder',
    () => {
      const folder = copyOfModel();
      rmSync(join(folder, WEIGHTS));
      mkdirSync(join(folder, WEIGHTS));
      return folder;
    },
    /向量模型文件缺失/u,
  ],
  [
    'the weights are cut in half',
    () => {
      const folder = copyOfModel();
      truncateSync(join(folder, WEIGHTS), 12_000_000);
      return folder;
    },
    /向量模型没有起来，只用规则回答/u,
  ],
  [
    'the weights are empty',
    () => {
      const folder = copyOfModel();
      truncateSync(join(folder, WEIGHTS), 0);
      return folder;
    },
    /向量模型没有起来/u,
  ],
  [
    'the tokenizer is not JSON',
    () => {
      const folder = copyOfModel();
      writeFileSync(join(folder, 'tokenizer.json'), '{"version": "1.0", "trunc');
      return folder;
    },
    /向量模型没有起来/u,
  ],
];

test.each(FAULTS)('model: %s', { timeout: 90_000 }, async (_name, makeFolder, says) => {
  const server = await startServer(temporary('data'), { MODEL: makeFolder() });
  expect(server.output()).toMatch(says);
  await expectEmergencyAnswered(server);
  expect(await readiness(server.url)).toMatchObject({ status: 'degraded', model: false, store: true });

  const { status, body } = await askHttp(server.url, QUESTION);
  expect(status).toBe(200);
  expect(body.reply.outcome).toBe('failed_model');
  expect(body.reply.lines.length).toBeGreaterThan(0);
  expect(body.stored).toBe(true);
  await server.stop();
});
