/** Reads a knowledge folder. Every mistake is named with file, line and field; nothing is half loaded. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { LineCounter, parseDocument } from 'yaml';
import { crossCheck } from './cross-check.js';
import { RetrievalFile } from './retrieval-schema.js';
import {
  type Card,
  CardSchema,
  type Case,
  CaseSchema,
  type Channel,
  ChannelsFile,
  type Law,
  LawsFile,
  MediationFile,
  type Replies,
  RepliesFile,
} from './schema.js';
import { type TriageData, TriageFile } from './triage-schema.js';

export interface Knowledge {
  cards: Card[];
  cases: Case[];
  channels: Channel[];
  laws: Law[];
  mediation: Static<typeof MediationFile>;
  replies: Replies;
  triage: TriageData;
  retrieval: Static<typeof RetrievalFile>;
  /** questions that no card answers */
  uncovered: string[];
}
/** One mistake in the content. `line` is 1-based. */
export interface Problem {
  file: string;
  line: number;
  field: string;
  message: string;
}
export class KnowledgeError extends Error {
  constructor(readonly problems: Problem[]) {
    super(`知识库有 ${problems.length} 处错误：\n${problems.slice(0, 50).map(formatProblem).join('\n')}`);
    this.name = 'KnowledgeError';
  }
}
export const formatProblem = (p: Problem): string =>
  `${p.file}:${p.line} ${p.field || '(整个文件)'}：${p.message}`;

/** Parses one YAML text against a schema; problems are appended with the line of the field they are about. */
export function parseYaml<T extends TSchema>(
  schema: T,
  file: string,
  source: string,
  problems: Problem[],
): Static<T> | null {
  const counter = new LineCounter();
  const doc = parseDocument(source, { lineCounter: counter });
  for (const error of doc.errors) {
    problems.push({ file, line: counter.linePos(error.pos[0]).line, field: '', message: error.message });
  }
  if (doc.errors.length > 0) return null;
  const value: unknown = doc.toJS();
  const lineOf = (path: string[]): number => {
    for (let n = path.length; n >= 0; n -= 1) {
      const node = doc.getIn(path.slice(0, n), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  };
  const errors = [...Value.Errors(schema, value)];
  for (const error of errors) {
    const path = error.path.split('/').slice(1);
    problems.push({ file, line: lineOf(path), field: path.join('.'), message: explain(error) });
  }
  return errors.length > 0 ? null : (value as Static<T>);
}

const explain = (error: { message: string; value: unknown; schema: TSchema }): string => {
  const allowed = (error.schema.anyOf as { const?: unknown }[] | undefined)?.map((s) => s.const);
  if (allowed?.every((v) => typeof v === 'string')) {
    return `“${String(error.value)}”不在允许的值里：${allowed.join('、')}`;
  }
  if (error.value === undefined) return '缺这一项';
  return `${error.message}，现在是 ${JSON.stringify(error.value)?.slice(0, 60)}`;
};

function readFolder<T extends TSchema>(
  schema: T,
  root: string,
  folder: string,
  problems: Problem[],
): Static<T>[] {
  const out: Static<T>[] = [];
  for (const name of readdirSync(join(root, folder)).sort()) {
    if (!name.endsWith('.yaml')) continue;
    const file = `${folder}/${name}`;
    const value = parseYaml(schema, file, readFileSync(join(root, file), 'utf8'), problems);
    if (!value) continue;
    if ((value as { id: string }).id !== name.slice(0, -5)) {
      problems.push({ file, line: 1, field: 'id', message: '要与文件名相同' });
    }
    out.push(value);
  }
  return out;
}

function readFile<T extends TSchema>(schema: T, root: string, file: string, problems: Problem[]): Static<T> {
  const value = parseYaml(schema, file, readFileSync(join(root, file), 'utf8'), problems);
  if (value === null) throw new KnowledgeError(problems);
  return value;
}

/** The lines of a folder of JSONL files; a folder that is not there has none. */
function readLines(
  root: string,
  folder: string,
  problems: Problem[],
): [row: Record<string, unknown>, at: Problem][] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder)).filter((n) => n.endsWith('.jsonl'));
  return names.sort().flatMap((name) => {
    const file = `${folder}/${name}`;
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    return lines.flatMap((line, i): [Record<string, unknown>, Problem][] => {
      if (line.trim() === '') return [];
      const at = { file, line: i + 1, field: '', message: '不是一行 JSON' };
      try {
        const row = JSON.parse(line) as Record<string, unknown>;
        if (typeof row.text === 'string' && row.text.length >= 2) return [[row, at]];
        problems.push({ ...at, field: 'text', message: '缺这一项' });
      } catch {
        problems.push(at);
      }
      return [];
    });
  });
}

/** knowledge/asked/*.jsonl: further ways of asking, one {"card","text"} a line, added to their cards' questions. */
function addAsked(root: string, cards: Card[], problems: Problem[]): void {
  const byId = new Map(cards.map((c) => [c.id, c]));
  for (const [row, at] of readLines(root, 'asked', problems)) {
    const card = byId.get(String(row.card));
    if (card) card.questions.push(String(row.text));
    else problems.push({ ...at, field: 'card', message: `没有这张卡：${String(row.card)}` });
  }
}

/** Loads and checks the whole folder. Throws KnowledgeError with every problem found. */
export function loadKnowledge(root: string): Knowledge {
  const problems: Problem[] = [];
  const knowledge: Knowledge = {
    channels: readFile(ChannelsFile, root, 'channels.yaml', problems).channels,
    laws: readFile(LawsFile, root, 'laws.yaml', problems).laws,
    mediation: readFile(MediationFile, root, 'mediation/tiers.yaml', problems),
    replies: readFile(RepliesFile, root, 'replies.yaml', problems),
    triage: readFile(TriageFile, root, 'triage/rules.yaml', problems),
    retrieval: readFile(RetrievalFile, root, 'retrieval.yaml', problems),
    cards: readFolder(CardSchema, root, 'cards', problems),
    cases: readFolder(CaseSchema, root, 'cases', problems),
    uncovered: readLines(root, 'uncovered', problems).map(([row]) => String(row.text)),
  };
  addAsked(root, knowledge.cards, problems);
  problems.push(...crossCheck(knowledge));
  if (problems.length > 0) throw new KnowledgeError(problems);
  return knowledge;
}
