/** What a fault test makes and must undo: folders, forbidden writing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that are removed, and other things that are undone, when the test file ends. */
const undo: (() => void)[] = [];
export function tidyUp(): void {
  for (const step of undo.splice(0).reverse()) step();
}
export const later = (step: () => void): void => {
  undo.push(step);
};
export function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `fengqiao-${name}-`));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a path unwritable, even for root where the file system knows the immutable flag. */
export function forbidWriting(path: string): () => void {
  const root = process.getuid?.() === 0;
  const [command, on, off] = root ? ['chattr', '+i', '-i'] : ['chmod', 'a-w', 'u+w'];
  execFileSync(command as string, [on as string, path]);
  let done = false;
  const allow = (): void => {
    if (done) return;
    done = true;
    execFileSync(command as string, [off as string, path]);
  };
  later(allow);
  return allow;
}
/** Whether writing can be forbidden here at all (root in a container without the capability cannot). */
export function canForbidWriting(): boolean {
  const folder = temporary('probe');
  try {
    forbidWriting(folder)();
    return true;
  } catch {
    return false;
  }
}
