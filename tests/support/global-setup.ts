/** Once before all test files: server and page are built and the knowledge's vectors are made, as `npm start` does it. */
import { runNode, TSX } from './run-node.js';

export default async function setup(): Promise<void> {
  const { code, stdout, stderr } = await runNode([...TSX, 'server/build.ts', '--if-changed'], {
    timeout: 300_000,
  });
  if (code !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}
