/** `knowledge index-statutes`: starts the job that makes the index over articles, in a process of its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @returns the job's exit code; 1 when it was killed */
export function indexStatutes(): Promise<number> {
  const job = fileURLToPath(new URL('../../server/jobs/index-statutes.ts', import.meta.url));
  const child = fork(job, { execArgv: ['--import', 'tsx', '--no-warnings'] });
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      if (code === null) console.error('建索引的进程被中断了。算好的向量都在，再运行一次会接着做。');
      resolve(code ?? 1);
    });
  });
}
