/** What is measured, section by section, each by the product's own steps. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../server/config.js';
import { sha256 } from '../server/retrieval/entries.js';
import type { Services } from '../server/services.js';
import { rate } from './rate.js';
import { checkReplies } from './replies/run.js';
import { rateRow, type Section } from './report.js';
import { type CardQuestion, findAll, readLines, type Uncovered } from './retrieval/run.js';
import { scoreRetrieval } from './retrieval/score.js';
import { routeAll } from './routing/run.js';
import { type Routed, type RoutingScore, scoreRouting } from './routing/score.js';
import { hashOf, partOf, readOwn, readUtterances, type Utterance } from './routing/utterances.js';

const SHARED = join(ROOT, '../shared/data/routing');
const DATASETS = join(ROOT, 'eval/datasets');
const cut = (text: string): string => (text.length > 70 ? `${text.slice(0, 70)}…` : text);

export async function routingSections(services: Services, misses: boolean): Promise<Section[]> {
  const sets: [id: string, title: string, items: Utterance[] | null][] = [
    ['dev', '分流 dev（真实与撰写混合）', sharedSet('dev.jsonl')],
    ['danger-dev', '分流 danger-dev（难例，一半危险）', sharedSet('danger-dev.jsonl')],
    [
      'own',
      '分流 自有留出（按场景）',
      readOwn(services.config.knowledgeDir).filter((u) => partOf(u) === 'test'),
    ],
  ];
  const out: Section[] = [];
  for (const [id, title, items] of sets) {
    if (!items) {
      out.push({ title, rows: [], notes: ['跳过：../shared/data/routing 不在'] });
      continue;
    }
    const score = scoreRouting(await routeAll(services, items));
    out.push(routingSection(id, title, score, hashOf(items), misses));
  }
  const calm = await legalQuestions(services, misses);
  if (calm) out.push(calm);
  return out;
}

/** Real legal questions, nearly none of them urgent: how many are answered without an alarm. */
async function legalQuestions(services: Services, misses: boolean): Promise<Section | null> {
  const file = join(ROOT, '../shared/data/stard/train.jsonl');
  if (!existsSync(file)) return null;
  const items = readLines<{ id: number; text: string }>(file).map(
    (q): Utterance => ({
      id: `stard:${q.id}`,
      text: q.text,
      route: 'legal',
      also_ok: [],
      line_ok: [],
      danger: 'none',
    }),
  );
  const { alarms } = scoreRouting(await routeAll(services, items));
  const quiet = rate(items.length - alarms.length, items.length);
  return {
    title: '虚警 真实法律问题',
    rows: [rateRow('stard.quiet', '不误报紧急', quiet, hashOf(items))],
    notes: misses ? alarms.map((r) => `虚警 ${r.item.id} ${r.item.text}`) : [],
  };
}

function sharedSet(name: string): Utterance[] | null {
  const file = join(SHARED, name);
  return existsSync(file) ? readUtterances(file) : null;
}

function routingSection(id: string, title: string, s: RoutingScore, data: string, misses: boolean): Section {
  const item = (label: string) => (r: Routed) =>
    `${label} ${r.item.id} 应为 ${r.item.route}，答 ${r.route}：${cut(r.item.text)}`;
  return {
    title,
    rows: [
      rateRow(`${id}.recall`, '紧急召回', s.recall, data),
      rateRow(`${id}.precision`, '紧急精度', s.precision, data),
      rateRow(`${id}.line`, '抓到的紧急：首拨号码对', s.line, data),
      rateRow(`${id}.exact`, '去向全对', s.exact, data),
      rateRow(`${id}.lenient`, '去向可接受', s.lenient, data),
    ],
    notes: misses
      ? [...s.missed.map(item('漏')), ...s.alarms.map(item('虚警')), ...s.wrong.map(item('错'))]
      : [],
  };
}

export async function retrievalSection(services: Services, misses: boolean): Promise<Section> {
  const questions = readLines<CardQuestion>(join(DATASETS, 'card-questions.jsonl'));
  const uncovered = readLines<Uncovered>(join(DATASETS, 'uncovered.jsonl'));
  const found = await findAll(services, questions);
  const s = scoreRetrieval(questions, found, await findAll(services, uncovered));
  const data = sha256(JSON.stringify(questions.map((q) => [q.text, q.card])));
  const none = sha256(JSON.stringify(uncovered.map((q) => q.text)));
  return {
    title: '检索 自有留出问题',
    rows: [
      rateRow('cards.first', '对的卡排第一', s.first, data),
      rateRow('cards.three', '对的卡在前三', s.three, data),
      rateRow('cards.twins', '一字之差的双胞胎问题', s.twins, data),
      rateRow('cards.claimed', '有卡的问题得到卡', s.claimed, data),
      rateRow('cards.declined', '没有卡的问题被如实婉拒', s.declined, none),
    ],
    notes: misses
      ? [
          ...s.wrong.map((w) => `错 应为 ${w.expected}，得 ${w.actual.join(' ')}：${cut(w.text)}`),
          ...s.overclaimed.map((w) => `硬答 ${w.actual} ${w.score.toFixed(3)}：${cut(w.text)}`),
        ]
      : [],
  };
}

export async function repliesSection(services: Services, misses: boolean): Promise<Section> {
  const texts = [
    ...readLines<CardQuestion>(join(DATASETS, 'card-questions.jsonl')),
    ...readLines<Uncovered>(join(DATASETS, 'uncovered.jsonl')),
  ].map((q) => q.text);
  const s = await checkReplies(services, texts);
  const data = sha256(JSON.stringify(texts));
  return {
    title: '回答 整条',
    rows: [
      rateRow('replies.schema', '合乎公布的格式', s.schema, data),
      rateRow('replies.helpful', '都有下一步', s.helpful, data),
      rateRow('replies.first_number', '紧急时首拨号码合规', s.firstNumber, data),
      rateRow('replies.grounded', '有步骤、有带版本的依据', s.grounded, data),
    ],
    notes: misses ? s.faults.map((f) => `${f.fault}：${cut(f.text)}`) : [],
  };
}
