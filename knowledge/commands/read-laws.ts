/** laws.yaml alone: an import must not fail over a card that somebody is just writing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnowledgeError, type Problem, parseYaml } from '../load.js';
import { type Law, LawsFile } from '../schema.js';

/** @throws KnowledgeError with every mistake in the file */
export function readLaws(knowledgeDir: string): Law[] {
  const problems: Problem[] = [];
  const file = 'laws.yaml';
  const value = parseYaml(LawsFile, file, readFileSync(join(knowledgeDir, file), 'utf8'), problems);
  if (value === null) throw new KnowledgeError(problems);
  return value.laws;
}
