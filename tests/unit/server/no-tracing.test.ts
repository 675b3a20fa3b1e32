/** LangChain's tracing posts citizens' words when its variables are set. A process that answers must open no socket. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runNode } from '../../support/run-node.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

const TRACING = {
  LANGSMITH_TRACING: 'true',
  LANGSMITH_API_KEY: 'x',
  LANGCHAIN_TRACING_V2: 'true',
  LANGSMITH_ENDPOINT: 'http://192.0.2.1:8999',
  LANGCHAIN_ENDPOINT: 'http://192.0.2.1:8999',
};
/** Preloaded in the process and in its children: writes every connection attempt to a file. Pipes (IPC) are none. */
const WATCH = `
const net = require('node:net'), dns = require('node:dns'), dgram = require('node:dgram'), fs = require('node:fs');
const note = (what) => fs.appendFileSync(process.env.SOCKET_NOTES, what + '\\n');
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const path = typeof first === 'string' ? first : first && first.path;
  if (!path) note('connect ' + JSON.stringify(first));
  return connect.apply(this, args);
};
const lookup = dns.lookup;
dns.lookup = function (host, ...rest) { note('lookup ' + host); return lookup.call(this, host, ...rest); };
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) { note('udp'); return send.apply(this, args); };
`;
vi.setConfig({ testTimeout: 60_000 });
let folder: TempDir;
let watch: string;
beforeAll(() => {
  folder = tempDir();
  watch = join(folder.path, 'watch.cjs');
  writeFileSync(watch, WATCH);
});
afterAll(() => folder.remove());

const notesOf = async (
  name: string,
  args: string[],
): Promise<{ notes: string[]; stdout: string; code: number | null }> => {
  const file = join(folder.path, name);
  writeFileSync(file, '');
  const { stdout, code } = await runNode(args, {
    env: { ...TRACING, NODE_OPTIONS: `--require ${watch}`, SOCKET_NOTES: file, EMBEDDERS: '1' },
  });
  const { readFileSync } = await import('node:fs');
  return { notes: readFileSync(file, 'utf8').split('\n').filter(Boolean), stdout, code };
};

describe('with tracing variables set', () => {
  it('the watcher sees a connection (the test can fail)', async () => {
    const { notes } = await notesOf('proof', [
      '-e',
      "require('node:net').connect(8999, '192.0.2.1').on('error', () => {}).destroy()",
    ]);
    expect(notes.join()).toContain('192.0.2.1');
  });
  it('LangChain would trace: without no-tracing a traced call opens a socket', async () => {
    const code = `
      const { RunnableLambda } = await import('@langchain/core/runnables');
      await RunnableLambda.from((x) => x).invoke('text');
      await new Promise((r) => setTimeout(r, 1500));
      process.exit(0);`;
    const { notes } = await notesOf('without', ['--input-type=module', '-e', code]);
    expect(notes.length).toBeGreaterThan(0);
  });
  it('one answer opens none', async () => {
    const { notes, stdout, code } = await notesOf('answer', [
      '--import',
      'tsx',
      'server/cli/ask.ts',
      '--json',
      '房东不退押金',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ card: { id: 'rent-deposit' } });
    expect(notes).toEqual([]);
  });
});
