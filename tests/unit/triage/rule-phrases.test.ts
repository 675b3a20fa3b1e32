import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { TriageData } from '../../../knowledge/triage-schema.js';
import { createFolder } from '../../../server/chat/fold.js';
import { ROOT } from '../../../server/config.js';
import { compileRules, screen } from '../../../server/triage/rules.js';
import { PHRASE_FILES, readRulePhrases } from '../../support/rule-examples.js';

const data = parse(readFileSync(join(ROOT, 'knowledge/triage/rules.yaml'), 'utf8')) as TriageData;
const folder = createFolder(data.homophones);
const compiled = compileRules(data);
const fold = (text: string) => folder.fold(folder.clean(text));
const look = (text: string) => {
  const { signals, excused } = screen(text, compiled);
  return { fired: signals.map((s) => s.rule), excused };
};

describe.each(PHRASE_FILES)('%s, a text for each way of saying it', (file) => {
  const phrases = readRulePhrases(file, fold);
  it.each([...new Set(phrases.fires.flatMap((e) => e.rules))])('%s signals', (rule) => {
    const mine = phrases.fires.filter((e) => e.rules.includes(rule));
    expect(mine.filter((e) => !look(e.text).fired.includes(rule)).map((e) => e.text)).toEqual([]);
  });
  it.each([...new Set(phrases.excused.map((e) => e.guard))])('%s excuses', (guard) => {
    const mine = phrases.excused.filter((e) => e.guard === guard);
    const missed = mine.filter(
      (e) => !look(e.text).excused.some((x) => x.rule === e.rule && x.guard === guard),
    );
    expect(missed.map((e) => `${e.rule}: ${e.text}`)).toEqual([]);
  });
  it.each([...new Set(phrases.quiet.flatMap((e) => e.rules))])('%s leaves alone', (rule) => {
    const mine = phrases.quiet.filter((e) => e.rules.includes(rule));
    const seen = mine.filter(({ text }) => {
      const { fired, excused } = look(text);
      return fired.includes(rule) || excused.some((e) => e.rule === rule);
    });
    expect(seen.map((e) => e.text)).toEqual([]);
  });
});
