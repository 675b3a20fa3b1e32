/** Child process: one pass of the model on one thread, without anything of ours around it. */
import { basename, dirname } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';

const [modelDir = ''] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(modelDir);
const extract = await pipeline('feature-extraction', basename(modelDir), {
  dtype: 'q8',
  session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
});

/** Texts in, the ms of each pass out. */
process.on('message', async ({ texts }: { texts: string[] }) => {
  const times: number[] = [];
  for (const text of texts) {
    const start = performance.now();
    await extract(text, { pooling: 'cls', normalize: true });
    times.push(performance.now() - start);
  }
  process.send?.({ times });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
