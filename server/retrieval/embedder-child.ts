/**
 * Child process: owns one ONNX session on one thread and embeds one text a run (see docs/decisions/0002).
 * Longer texts are cut at the tokenizer's model_max_length (512 tokens).
 */
import { basename, dirname } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';

interface Job {
  id: number;
  text: string;
}
const [modelDir = ''] = process.argv.slice(2);

env.allowRemoteModels = false;
env.useBrowserCache = false;
env.useFSCache = false;
env.localModelPath = dirname(modelDir);

const extract = await pipeline('feature-extraction', basename(modelDir), {
  dtype: 'q8',
  session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
});

process.on('message', (job: Job) => {
  extract(job.text, { pooling: 'cls', normalize: true })
    .then((tensor) => {
      process.send?.({ id: job.id, vector: Float32Array.from(tensor.data as Float32Array) });
    })
    .catch((error: unknown) => {
      process.send?.({ id: job.id, error: error instanceof Error ? error.message : 'embedding failed' });
    });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
