/** `npm run ask` as a person or a script calls it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Ran, runNode, TSX } from '../support/run-node.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';
import { type TempDir, tempDir } from '../support/temp-dir.js';

vi.setConfig({ testTimeout: 60_000 });
let folder: TempDir;
beforeAll(() => {
  folder = tempDir();
});
afterAll(() => folder.remove());
const BUILT = ['--no-warnings'];
const ask = (...args: string[]): Promise<Ran> =>
  runNode([...BUILT, 'dist/server/cli/ask.js', ...args], {
    env: { DATA_DIR: join(folder.path, 'data'), EMBEDDERS: '2' },
  });
const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as Record<string, unknown>);

describe('one question', () => {
  it('prints the reply for a person', async () => {
    const { stdout, code } = await ask('楼上半夜拖椅子，跟物业说了也不管');
    expect(code).toBe(0);
    expect(stdout).toContain('☎ 12345');
    expect(stdout).toContain('怎么做');
    expect(stdout).not.toContain('undefined');
    expect(stdout).not.toContain('[object');
  });
  it('an emergency begins with the headline and its number', async () => {
    const { stdout } = await ask('救命，他拿刀砍我');
    expect(stdout).toMatch(/^!! .+\n☎ 110/u);
  });
  it('--json: JSON alone on stdout, without reasons', async () => {
    const { stdout, code } = await ask('--json', '房东不退押金');
    expect(code).toBe(0);
    const reply = JSON.parse(stdout) as Record<string, unknown>;
    expect(reply).toMatchObject({ outcome: 'answered_card', card: { id: 'rent-deposit' } });
    expect(reply).not.toHaveProperty('reasons');
  });
  it('--reasons says why, for staff', async () => {
    const { stdout } = await ask('--json', '--reasons', '救命，他拿刀砍我');
    expect((JSON.parse(stdout) as { reasons: string[] }).reasons.length).toBeGreaterThan(0);
  });
  it('without a question: how to use it, exit 2; a file that is not there: says which', async () => {
    const none = await ask();
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('用法');
    const missing = await ask('--file', '/nowhere.jsonl');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('/nowhere.jsonl');
  });
});

it('`npm run ask` is this command', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(scripts.ask).toBe('tsx --no-warnings server/cli/ask.ts');
  const { stdout, code } = await runNode([...TSX, 'server/cli/ask.ts', '--json', '你好'], {
    env: { DATA_DIR: join(folder.path, 'data'), EMBEDDERS: '1' },
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'answered_small_talk' });
});

describe('--file', () => {
  const run = (name: string, content: string) => {
    const file = join(folder.path, name);
    writeFileSync(file, content);
    return ask('--file', file, '--json');
  };
  it('one reply a line, id first, in the same order, each a conversation of its own', async () => {
    const texts = ['房东不退押金', '那要多久', '救命，他拿刀砍我', '你好', '楼上漏水'];
    const rows = Array.from({ length: 60 }, (_, i) => ({ id: `q${i}`, text: texts[i % texts.length] }));
    const { stdout, code } = await run('many.jsonl', rows.map((r) => JSON.stringify(r)).join('\n'));
    expect(code).toBe(0);
    const replies = lines(stdout);
    expect(replies.map((r) => r.id)).toEqual(rows.map((r) => r.id));
    for (const line of stdout.trim().split('\n')) expect(line).toMatch(/^\{"id":/u);
    expect(replies.every((r) => r.outcome !== 'answered_follow_up')).toBe(true);
    // equal questions get equal replies, whatever was answered beside them
    const same = replies
      .filter((_, i) => i % 5 === 0)
      .map(({ id: _id, turnId: _turn, timings: _t, ...rest }) => rest);
    for (const reply of same) expect(reply).toEqual(same[0]);
  });
  it('a bad line yields its id and an error that names the line, and the rest goes on', async () => {
    const { stdout, code } = await run(
      'bad.jsonl',
      [
        '{"id":1,"text":"你好"}',
        'not json',
        '{"id":3}',
        '{"id":"four","text":5}',
        '',
        '[]',
        '{"text":"没有编号"}',
        `{"id":8,"text":"${'长'.repeat(6000)}"}`,
        '{"id":9,"text":"谢谢"}',
      ].join('\r\n'),
    );
    expect(code).toBe(0);
    const rows = lines(stdout);
    expect(rows.map((r) => r.id)).toEqual([1, 2, 3, 'four', 6, 7, 8, 9]);
    const errors = rows.filter((r) => 'error' in r);
    expect(errors.map((r) => r.id)).toEqual([2, 3, 'four', 6, 8]);
    for (const r of errors) {
      expect(Object.keys(r)).toEqual(['id', 'error']);
      expect(r.error).toMatch(/第 \d 行：/u);
    }
  });
  it('an empty file gives nothing', async () => {
    expect(await run('empty.jsonl', '\n\n')).toMatchObject({ stdout: '', code: 0 });
  });
});

it('stores nothing, also beside a running server', async () => {
  const data = tempDir();
  let server: ServerProcess | null = null;
  try {
    server = await startProcess(data.path);
    const before = await (await fetch(`${server.url}/metrics`)).text();
    const count = (text: string) => [...text.matchAll(/fengqiao_turns_total\{.*\} (\d+)/gu)].length;
    const { stdout, code } = await runNode([...BUILT, 'dist/server/cli/ask.js', '--json', '房东不退押金'], {
      env: { DATA_DIR: data.path, EMBEDDERS: '1' },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ card: { id: 'rent-deposit' } });
    expect(count(await (await fetch(`${server.url}/metrics`)).text())).toBe(count(before));
    await server.stop();
    const purge = await runNode([...BUILT, 'dist/server/jobs/purge.js', '--days', '0'], {
      env: { DATA_DIR: data.path },
    });
    expect(purge).toMatchObject({ code: 0, stdout: '清除了 0 个超过 0 天没有动静的对话。\n' });
  } finally {
    await server?.stop('SIGKILL');
    data.remove();
  }
  // the other runs in this file named a folder of their own: it was not even made
  expect(readdirSync(folder.path)).not.toContain('data');
});

it('purge: erases what is older than asked, beside a running server, and says how many', async () => {
  const data = tempDir();
  const server = await startProcess(data.path);
  const purge = (...args: string[]) =>
    runNode([...BUILT, 'dist/server/jobs/purge.js', ...args], { env: { DATA_DIR: data.path } });
  try {
    const response = await fetch(`${server.url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: '你好' }),
    });
    expect(await response.json()).toMatchObject({ stored: true });
    expect((await purge()).stdout).toContain('清除了 0 个超过 180 天');
    expect((await purge('--days', '0')).stdout).toContain('清除了 1 个超过 0 天');
    expect(await purge('--days', 'x')).toMatchObject({ code: 2 });
  } finally {
    await server.stop('SIGKILL');
    data.remove();
  }
});
