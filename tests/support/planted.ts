/** Text that must not be found where it should not be: in logs, in metrics, in files after an erase. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of files under a folder whose raw bytes hold the text (UTF-8). */
export function filesHolding(folder: string, text: string): string[] {
  const wanted = Buffer.from(text, 'utf8');
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(wanted));
}
