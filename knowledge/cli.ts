/** `npm run knowledge`: checks the content, imports statutes, cites. The commands lie in commands/, one a file. */
import '../server/no-tracing.js';
import { join } from 'node:path';
import { loadConfig, ROOT } from '../server/config.js';
import { run } from './commands/run.js';

run(process.argv.slice(2), {
  config: () => loadConfig(),
  lawFolder: join(ROOT, '../shared/data/laws'),
  today: new Date().toISOString().slice(0, 10),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
