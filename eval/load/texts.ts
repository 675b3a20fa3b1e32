/** What is asked: real questions made different each time, and emergencies that a rule or only the classifier sees. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../server/config.js';
import type { Services } from '../../server/services.js';
import { screen } from '../../server/triage/rules.js';

export interface Texts {
  /** a question that was not asked before */
  question(): string;
  rule: string[];
  classifier: string[];
}
/** Characters of the emergencies: near the length that the bare pass is timed on. */
const SHORTEST = 18;
const LONGEST = 34;
const LOOKED_AT = 800;

const rows = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')
    .map((l) => JSON.parse(l) as T);

/** @param enough of each kind of emergency */
export async function gatherTexts(services: Services, enough: number): Promise<Texts> {
  const questions = rows<{ text: string }>(join(ROOT, 'eval/datasets/card-questions.jsonl')).map(
    (r) => r.text,
  );
  const folder = join(services.config.knowledgeDir, 'triage/utterances');
  const emergencies = readdirSync(folder)
    .filter((f) => f.endsWith('.jsonl'))
    .sort()
    .flatMap((f) => rows<{ text: string; route: string }>(join(folder, f)))
    .filter((r) => r.route === 'emergency' && r.text.length >= SHORTEST && r.text.length <= LONGEST)
    .map((r) => r.text);
  const rule: string[] = [];
  const classifier: string[] = [];
  const { fold, rules } = services.chat;
  let looked = 0;
  for (const text of emergencies) {
    if (rule.length >= enough && classifier.length >= enough) break;
    const hard = screen(fold.fold(fold.clean(text)), rules).signals.some((s) => s.strength === 'hard');
    if (hard) {
      if (rule.length < enough) rule.push(text);
      continue;
    }
    if (classifier.length >= enough || looked >= LOOKED_AT) continue;
    looked += 1;
    const { conversations } = services;
    const { reply } = await conversations.ask(conversations.start(), { text, channel: 'api' });
    if (reply.route === 'emergency') classifier.push(text);
  }
  let asked = 0;
  return {
    rule,
    classifier,
    question: () => {
      const round = Math.floor(asked / questions.length);
      const text = questions[asked % questions.length] as string;
      asked += 1;
      return round === 0 ? text : `${text}，这是第${round + 1}回问了`;
    },
  };
}

/** Texts of exactly this length, all different, from real questions. */
export function ofLength(texts: Texts, length: number, count: number): string[] {
  return Array.from({ length: count }, () => {
    let text = '';
    while (text.length < length) text += `${texts.question()}。`;
    return text.slice(0, length);
  });
}
