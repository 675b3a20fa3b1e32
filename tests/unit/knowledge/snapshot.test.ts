import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KnowledgeError, loadKnowledge } from '../../../knowledge/load.js';
import { loadFast, saveSnapshot } from '../../../knowledge/snapshot.js';

let folder = '';
let root = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fengqiao-snapshot-'));
  root = join(folder, 'knowledge');
  file = join(folder, 'knowledge.json');
  cpSync('knowledge', root, { recursive: true });
  saveSnapshot(root, file);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives what the folder gives', () => {
  expect(loadFast(root, file)).toEqual(loadKnowledge(root));
});
it('is used while nothing changed', () => {
  const saved = JSON.parse(readFileSync(file, 'utf8'));
  saved.knowledge.cards = [];
  writeFileSync(file, JSON.stringify(saved));
  expect(loadFast(root, file).cards).toEqual([]);
});
it('a change in the folder is seen, a mistake in it too', () => {
  const card = join(root, 'cards/noise-upstairs.yaml');
  writeFileSync(card, readFileSync(card, 'utf8').replace(/^title: .*$/mu, 'title: 改过的标题'));
  expect(loadFast(root, file).cards.find((c) => c.id === 'noise-upstairs')?.title).toBe('改过的标题');
  writeFileSync(card, 'id: noise-upstairs\n');
  utimesSync(card, new Date(), new Date());
  expect(() => loadFast(root, file)).toThrow(KnowledgeError);
});
it('a missing or broken snapshot falls back to the folder', () => {
  writeFileSync(file, '{');
  expect(loadFast(root, file).cards.length).toBeGreaterThan(90);
  expect(loadFast(root, join(folder, 'none.json')).cards.length).toBeGreaterThan(90);
});
