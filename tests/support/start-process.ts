/** The built server as a process of its own, as `npm start` runs it: nothing of it is imported. For acceptance tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface ServerProcess {
  url: string;
  chat: string;
  child: ChildProcess;
  /** everything it printed */
  output(): string;
  /** milliseconds from spawn to the line that says it is up */
  startedIn: number;
  /** ends it and waits; gives its exit code and signal */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** @param port 0 for any free one */
export async function startProcess(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const { PATH, HOME, TMPDIR } = process.env;
  const start = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', 'dist/server/main.js'], {
    cwd: ROOT,
    env: {
      ...(PATH ? { PATH } : {}),
      ...(HOME ? { HOME } : {}),
      ...(TMPDIR ? { TMPDIR } : {}),
      PORT: '0',
      EMBEDDERS: '1',
      RATE_LIMIT_PER_MINUTE: '0',
      MAX_EVENT_LOOP_DELAY: '600000',
      ...env,
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const up = async (): Promise<string> => {
    for (;;) {
      const found = /枫桥自助已启动（[\d.]+ 秒）：(http:\/\/\S+)/u.exec(output)?.[1];
      if (found) return found;
      if (child.exitCode !== null || performance.now() - start > 60_000) {
        child.kill('SIGKILL');
        throw new Error(`the server did not start:\n${output}`);
      }
      await new Promise((r) => setTimeout(r, 10));
    }
  };
  const url = await up();
  return {
    url,
    chat: `${url.replace('http', 'ws')}/api/chat`,
    child,
    output: () => output,
    startedIn: performance.now() - start,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code, by] = await exited;
      return { code, signal: by };
    },
  };
}
