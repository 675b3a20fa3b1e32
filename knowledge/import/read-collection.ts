/** Walks a collection's folder and reads each file; what cannot be read is refused by name, never fatal. */
import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { FileRefused, type RawLaw } from './raw-law.js';
import { readDocx } from './read-docx.js';
import { readMarkdown } from './read-markdown.js';

export interface Refusal {
  file: string;
  why: string;
}
/** The folder itself is wrong; the message is for people. */
export class NoCollection extends Error {}

/** Lists of contents and typical cases lie among the laws of the LawRefBook layout. */
const LISTING = /^(_|README)/u;
const CASES = '案例';
/** A law is a few hundred KB; more is not one. */
const LARGEST_FILE = 20 * 1024 * 1024;

/** Paths of the files that may be laws, sorted, relative with /. @throws NoCollection */
export function listCollection(folder: string): { files: string[]; cases: number } {
  if (!existsSync(folder)) throw new NoCollection(`没有这个文件夹：${folder}`);
  if (!statSync(folder).isDirectory()) throw new NoCollection(`${folder} 是一个文件，不是文件夹`);
  const isLaw = (e: Dirent) =>
    e.isFile() &&
    ['.md', '.docx'].includes(extname(e.name).toLowerCase()) &&
    !LISTING.test(e.name) &&
    !e.name.startsWith('~$');
  const all = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter(isLaw)
    .map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join('/'));
  const isCase = (path: string) => path.split('/').includes(CASES);
  const files = all.filter((f) => !isCase(f)).sort();
  if (files.length === 0) throw new NoCollection(`${folder} 里没有法规文件（.md 或 .docx）`);
  return { files, cases: all.length - files.length };
}

/** Reads one file. @throws FileRefused with the reason */
export async function readLaw(folder: string, file: string): Promise<RawLaw> {
  const path = join(folder, file);
  let bytes: Buffer;
  try {
    if (statSync(path).size > LARGEST_FILE) throw new FileRefused(file, '超过 20 MB，不像一部法规');
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused(file, `读不出来（${(error as NodeJS.ErrnoException).code ?? '未知错误'}）`);
  }
  if (extname(file).toLowerCase() === '.docx') return readDocx(file, bytes);
  return readMarkdown(file, decode(file, bytes));
}

function decode(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileRefused(file, `不是 UTF-8 文本${likely(bytes)}，请另存为 UTF-8 再导入`);
  }
}

const likely = (bytes: Buffer): string => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return '（像是 UTF-16）';
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes).includes('条') ? '（像是 GBK）' : '';
  } catch {
    return '';
  }
};
