/** Seeding is a diff with a sentence: new, changed, removed, left alone because staff edited it. */
import { createHash } from 'node:crypto';
import type { Knowledge } from './load.js';

/** One piece of knowledge as the store keeps it. */
export interface Item {
  kind: string;
  id: string;
  body: string;
}
export interface StoredItem extends Item {
  seedHash: string;
  edited: boolean;
}
export interface Diff {
  added: Item[];
  changed: Item[];
  removed: Item[];
  /** staff edited these after seeding: never overwritten */
  kept: Item[];
  same: number;
}

export const hashBody = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Everything of a knowledge folder as items; order does not matter. */
export function itemsOf(k: Knowledge): Item[] {
  const item = (kind: string, id: string, value: unknown): Item => ({
    kind,
    id,
    body: JSON.stringify(value),
  });
  return [
    ...k.cards.map((c) => item('card', c.id, c)),
    ...k.cases.map((c) => item('case', c.id, c)),
    ...k.channels.map((c) => item('channel', c.number, c)),
    ...k.laws.map((l) => item('law', l.name, l)),
    item('mediation', 'all', k.mediation),
    item('replies', 'all', k.replies),
    item('triage', 'all', k.triage),
    item('retrieval', 'all', k.retrieval),
    item('uncovered', 'all', k.uncovered),
  ];
}

export function diffItems(next: Item[], stored: StoredItem[]): Diff {
  const key = (i: Item) => `${i.kind}/${i.id}`;
  const before = new Map(stored.map((s) => [key(s), s]));
  const diff: Diff = { added: [], changed: [], removed: [], kept: [], same: 0 };
  for (const item of next) {
    const old = before.get(key(item));
    before.delete(key(item));
    if (!old) diff.added.push(item);
    else if (old.seedHash === hashBody(item.body)) diff.same += 1;
    else if (old.edited) diff.kept.push(item);
    else diff.changed.push(item);
  }
  for (const old of before.values()) (old.edited ? diff.kept : diff.removed).push(old);
  return diff;
}

/** 例：知识库：新增 3，修改 1，删除 0，因人工改过而保留 2，未变 120。 */
export const describeDiff = (d: Diff): string =>
  `知识库：新增 ${d.added.length}，修改 ${d.changed.length}，删除 ${d.removed.length}，因人工改过而保留 ${d.kept.length}，未变 ${d.same}。`;

/** Puts stored items back together; the inverse of itemsOf. */
export function knowledgeOf(items: Item[]): Knowledge {
  const all = <T>(kind: string): T[] =>
    items.filter((i) => i.kind === kind).map((i) => JSON.parse(i.body) as T);
  const one = <T>(kind: string): T => {
    const [value] = all<T>(kind);
    if (value === undefined) throw new Error(`knowledge has no ${kind}`);
    return value;
  };
  return {
    cards: all('card'),
    cases: all('case'),
    channels: all('channel'),
    laws: all('law'),
    mediation: one('mediation'),
    replies: one('replies'),
    triage: one('triage'),
    retrieval: one('retrieval'),
    uncovered: one('uncovered'),
  };
}
