/** knowledge/articles/: questions that people ask about articles, legal words for their words, and how search weighs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { KnowledgeError, type Problem, parseYaml } from './load.js';

const FOLDER = 'articles';
const line = Type.String({ minLength: 1 });
const strict = { additionalProperties: false };
const weights = Type.Record(Type.String(), Type.Number());

const WordsFile = Type.Object({ words: Type.Record(line, Type.Array(line, { minItems: 1 })) }, strict);
const RankingFile = Type.Object(
  {
    /** of a legal word that stands for a layperson's, beside 1 for a word of the question */
    word_weight: Type.Number({ minimum: 0 }),
    fields: Type.Object({ text: Type.Number(), law: Type.Number(), chapter: Type.Number() }, strict),
    plain: weights,
    with_evidence: weights,
  },
  strict,
);
const AskedLine = Type.Object({ law: line, article: line, questions: Type.Array(line) });

export interface ArticleData {
  words: Static<typeof WordsFile>['words'];
  ranking: Static<typeof RankingFile>;
  asked: Static<typeof AskedLine>[];
}

/** Feature weights that the file must have, all of them. @throws KnowledgeError with every mistake */
export function loadArticleData(root: string): ArticleData {
  const problems: Problem[] = [];
  const yaml = <T extends typeof WordsFile | typeof RankingFile>(schema: T, name: string) =>
    parseYaml(schema, `${FOLDER}/${name}`, readFileSync(join(root, FOLDER, name), 'utf8'), problems);
  const words = yaml(WordsFile, 'words.yaml');
  const ranking = yaml(RankingFile, 'ranking.yaml');
  const asked = readAsked(root, problems);
  if (!words || !ranking || problems.length > 0) throw new KnowledgeError(problems);
  return { words: words.words, ranking, asked };
}

function readAsked(root: string, problems: Problem[]): ArticleData['asked'] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  const out: ArticleData['asked'] = [];
  for (const name of readdirSync(folder)
    .sort()
    .filter((n) => n.endsWith('.jsonl'))) {
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .forEach((text, i) => {
        if (text.trim() === '') return;
        const row = parse(text);
        if (Value.Check(AskedLine, row)) out.push(row);
        else
          problems.push({
            file: `${FOLDER}/${name}`,
            line: i + 1,
            field: '',
            message: '应是 {"law","article","questions"}',
          });
      });
  }
  return out;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
