/** LangChain's tracing posts citizens' words when its variables are set. A process that answers must open no socket. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runNode, TSX } from '../../support/run-node.js';
import { type TempDir, tempDir } from '../../support/temp-dir.js';

const TRACING = {
  LANGSMITH_TRACING: 'true',
  LANGSMITH_API_KEY: 'x',
  LANGCHAIN_TRACING_V2: 'true',
  LANGSMITH_ENDPOINT: 'http://192.0.2.1:8999',
  LANGCHAIN_ENDPOINT: 'http://192.0.2.1:8999',
};
const SERVING = (folder: string) => ({ EMBEDDERS: '1', PORT: '0', DATA_DIR: join(folder, 'data') });
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
dns.lookup = function (host, ...rest) {
  if (!net.isIP(host)) note('lookup ' + host); // an address needs none: listening passes through here too
  return lookup.call(this, host, ...rest);
};
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) { note('udp'); return send.apply(this, args); };
`;
/**
 * Preloaded beside it: once the process has printed TRACE_AFTER it makes a traced call, as code that we write later may,
 * and ends the process. Without the guard of the entry point this call opens a socket.
 */
const TRACE = `
const require = process.getBuiltinModule('node:module').createRequire(process.cwd() + '/package.json');
const { write } = process.stdout, { exit } = process;
const traced = () => (traced.done ??= (async () => {
  const { RunnableLambda } = require('@langchain/core/runnables');
  await RunnableLambda.from((x) => x).invoke('房东不退押金');
  await new Promise((done) => setTimeout(done, 1500));
  if (!process.emit('SIGTERM')) exit.call(process, process.exitCode);
})());
process.stdout.write = function (...args) {
  if (String(args[0]).includes(process.env.TRACE_AFTER)) void traced();
  return write.apply(this, args);
};
process.exit = (code) => { void traced().then(() => exit.call(process, code)); };
`;
vi.setConfig({ testTimeout: 120_000 });
let folder: TempDir;
let watch: string;
let trace: string;
beforeAll(() => {
  folder = tempDir();
  watch = join(folder.path, 'watch.cjs');
  trace = join(folder.path, 'trace.cjs');
  writeFileSync(watch, WATCH);
  writeFileSync(trace, `if (!process.send) { ${TRACE} }`);
});
afterAll(() => folder.remove());

const notesOf = async (
  name: string,
  args: readonly string[],
  traceAfter = '',
): Promise<{ notes: string[]; stdout: string; code: number | null }> => {
  const file = join(folder.path, name);
  writeFileSync(file, '');
  const { stdout, code } = await runNode([...args], {
    timeout: 100_000,
    env: {
      ...TRACING,
      NODE_OPTIONS: `--require ${watch}`,
      SOCKET_NOTES: file,
      ...SERVING(folder.path),
      TRACE_AFTER: traceAfter,
    },
  });
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
    const { notes } = await notesOf('without', ['--require', trace, '-e', 'console.info(1)']);
    expect(notes.join()).toContain('192.0.2.1');
  });
  it('one answer opens none, and neither does a traced call after it', async () => {
    const { notes, stdout, code } = await notesOf(
      'answer',
      [...['--require', trace, ...TSX, 'server/cli/ask.ts'], ...['--json', '房东不退押金']],
      'rent-deposit',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ card: { id: 'rent-deposit' } });
    expect(notes).toEqual([]);
  });
  it.each([
    ['server/main.ts', [], '枫桥自助已启动'],
    ['server/jobs/purge.ts', ['--help'], 'npm run purge'],
    ['knowledge/cli.ts', ['--help'], 'npm run knowledge'],
    ['eval/cli.ts', ['--help'], 'npm run eval'],
  ] as const)('a traced call in %s opens none', async (file, args, says) => {
    const { notes, stdout } = await notesOf(
      file.replaceAll('/', '-'),
      [...['--require', trace, ...TSX, file, ...args]],
      says,
    );
    expect(stdout).toContain(says);
    expect(notes).toEqual([]);
  });
});
