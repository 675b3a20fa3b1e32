import { loadConfig } from '../config.js';
import { createProgress } from '../progress.js';
import { createServices, type Services } from '../services.js';

/** Services for a command that answers and ends: nothing is stored; what is said and a progress bar go to stderr. */
export async function commandServices(): Promise<Services> {
  const progress = createProgress('准备知识的向量');
  try {
    return await createServices(loadConfig(), {
      store: false,
      log: (message) => process.stderr.write(`${message}\n`),
      progress: progress.update,
    });
  } finally {
    progress.stop();
  }
}
