/** One file of a collection before anything is understood of it; both readers give this. */
import type { BodyLine } from './articles.js';

export interface RawLaw {
  /** path within the collection, with / */
  file: string;
  title: string;
  /** 总则, 合同编: the part of a code that lies in several files */
  part: string | null;
  /** lines about when it was passed, amended, published, in force */
  history: string[];
  /** YYYY-MM-DD at the end of the file's name */
  fileDate: string | null;
  lines: BodyLine[];
}
/** A file that gave no law; the sentence is for people. */
export class FileRefused extends Error {
  constructor(
    readonly file: string,
    message: string,
  ) {
    super(message);
  }
}

/** 民法典/总则.md -> null; 民事诉讼法(2023-09-01).md -> 2023-09-01; national database: 名称_20230901.docx */
export function dateOfName(file: string): string | null {
  const plain = file.replace(/\.[a-z]+$/iu, '');
  const dashed = /[(（](\d{4}-\d{2}-\d{2})[)）]$/u.exec(plain)?.[1];
  if (dashed) return dashed;
  const joined = /_(\d{4})(\d{2})(\d{2})$/u.exec(plain);
  return joined ? `${joined[1]}-${joined[2]}-${joined[3]}` : null;
}
