/** Another process that holds the database: `write` takes the write lock, `read` runs one long query. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Sqlite } from '../../server/sqlite.js';

/** Resolves when the lock is held or the query is under way; `done` when it ended; a lock can be released early. */
export async function holdDatabase(
  file: string,
  kind: 'write' | 'read',
  ms: number,
): Promise<{ done: Promise<unknown>; release: () => void }> {
  const child = fork(fileURLToPath(import.meta.url), [file, kind, String(ms)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const done = once(child, 'exit');
  await once(child, 'message');
  return { done, release: () => child.send('release') };
}

function hold(file: string, kind: string, ms: number): void {
  const db = new Sqlite(file, { timeout: 5000 });
  if (kind === 'write') {
    db.exec('BEGIN EXCLUSIVE');
    process.send?.('held');
    const release = (): void => {
      db.exec('COMMIT');
      process.exit(0);
    };
    setTimeout(release, ms);
    process.once('message', release);
    return;
  }
  process.send?.('held');
  // one statement that keeps its snapshot open; a full scan each second row so that it really reads
  const end = Date.now() + ms;
  db.function('wait', () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    return Date.now() < end ? 1 : 0;
  });
  db.prepare(
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE wait() = 1) SELECT count(*) FROM t, turn',
  ).get();
  process.exit(0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file = '', kind = '', ms = '0'] = process.argv.slice(2);
  hold(file, kind, Number(ms));
}
