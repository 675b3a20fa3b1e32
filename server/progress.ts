/** Progress of long work: a bar on a terminal, plain lines otherwise; always on stderr, so that stdout stays data. */
import cliProgress from 'cli-progress';

export interface ProgressView {
  update(done: number, total: number): void;
  stop(): void;
}

export function createProgress(label: string, tty = process.stderr.isTTY === true): ProgressView {
  let bar: cliProgress.SingleBar | null = null;
  let lastTenth = -1;
  return {
    update(done, total) {
      if (tty) {
        bar ??= new cliProgress.SingleBar({
          format: `${label} {bar} {value}/{total} 还要 {eta_formatted}`,
          stream: process.stderr,
          hideCursor: true,
        });
        if (done === 0) bar.start(total, 0);
        else bar.update(done);
        return;
      }
      const tenth = Math.floor((done / Math.max(1, total)) * 10);
      if (tenth === lastTenth) return;
      lastTenth = tenth;
      process.stderr.write(`${label} ${done}/${total}\n`);
    },
    stop() {
      bar?.stop();
      bar = null;
    },
  };
}
