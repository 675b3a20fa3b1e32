/** The checked knowledge as one JSON file beside the build: reading 220 YAML files at each start would take half a second. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Knowledge, loadKnowledge } from './load.js';

/** Names, sizes and times of everything in the folder, the loader's own code included where it lies there. */
function stampOf(root: string): string {
  const lines: string[] = [root];
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const info = statSync(join(root, name));
    if (info.isFile()) lines.push(`${name} ${info.size} ${Math.floor(info.mtimeMs)}`);
  }
  return lines.join('\n');
}

/** Writes what loadKnowledge gives; a disk that cannot be written only costs time at the next start. */
export function saveSnapshot(root: string, file: string): void {
  const knowledge = loadKnowledge(root);
  writeFileSync(file, JSON.stringify({ stamp: stampOf(root), knowledge }));
}

/** The snapshot when nothing in the folder changed since, else the folder itself. */
export function loadFast(root: string, file: string): Knowledge {
  if (!existsSync(file)) return loadKnowledge(root);
  try {
    const saved = JSON.parse(readFileSync(file, 'utf8')) as { stamp: string; knowledge: Knowledge };
    if (saved.stamp === stampOf(root)) return saved.knowledge;
  } catch {
    // a broken snapshot is no knowledge: the folder is read instead
  }
  return loadKnowledge(root);
}
