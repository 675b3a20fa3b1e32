/** Reads labelled utterances (JSONL) and splits our own by scenario, never by line. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Danger, Route } from '../../server/protocol.js';

export interface Utterance {
  id: string;
  text: string;
  route: Route;
  also_ok: Route[];
  line_ok: string[];
  danger: Danger;
  topic?: string;
  voice?: string;
  scenario?: string;
  soft?: boolean;
}

export function readUtterances(file: string): Utterance[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')
    .map((line, i) => {
      const row = JSON.parse(line) as Partial<Utterance> & { line?: string | null };
      return {
        ...row,
        id: row.id ?? `${file.split('/').at(-1)}:${i + 1}`,
        line_ok: row.line_ok ?? [],
        also_ok: row.also_ok ?? [],
      } as Utterance;
    });
}

/** All of knowledge/triage/utterances, in file order. */
export const readOwn = (knowledgeDir: string): Utterance[] => {
  const folder = join(knowledgeDir, 'triage/utterances');
  return readdirSync(folder)
    .filter((f) => f.endsWith('.jsonl'))
    .sort()
    .flatMap((f) => readUtterances(join(folder, f)));
};

/** Share of scenarios kept for measuring and for setting cut points. */
const TEST_SHARE = 0.15;
const TUNE_SHARE = 0.1;
export type Part = 'train' | 'tune' | 'test';

/**
 * Where an utterance of ours belongs. A scenario (twins, retellings) lies whole in one part;
 * one with a voice that is rare (every 9th scenario by hash) cannot leak through its wording.
 */
export function partOf(u: Utterance): Part {
  const key = u.scenario ?? u.text;
  const h = createHash('sha256').update(`fengqiao-split-1 ${key}`).digest().readUInt32BE(0) / 2 ** 32;
  if (h < TEST_SHARE) return 'test';
  return h < TEST_SHARE + TUNE_SHARE ? 'tune' : 'train';
}

export const hashOf = (utterances: Utterance[]): string =>
  createHash('sha256')
    .update(JSON.stringify(utterances.map((u) => [u.text, u.route, u.danger, u.line_ok])))
    .digest('hex');
