/** The shapes of everything under knowledge/. A field that is not named here is a mistake. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { Danger, Route, Tier } from '../server/protocol.js';

const literals = <T extends string>(...values: T[]) =>
  Type.Union(values.map((v) => Type.Literal(v))) as unknown as TSchema & { static: T };
const strict = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false });
const line = Type.String({ minLength: 2 });
const lines = Type.Array(line);
const id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' });
const date = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const number = Type.String({ pattern: '^[0-9]{3,8}$' });
const articleNo = Type.String({
  pattern: '^第[一二三四五六七八九十百千零〇]+条(之[一二三四五六七八九十]+)?$',
});

export const TOPICS = [
  ...['neighbour', 'family', 'property_management', 'labour', 'consumer', 'land', 'medical', 'debt'],
  ...['tenancy', 'traffic', 'injury', 'fraud', 'theft', 'violence', 'domestic_violence', 'gambling_drugs'],
  ...['noise', 'environment', 'utilities', 'city_management', 'household_registration', 'social_security'],
  ...['education', 'housing', 'animals', 'minors', 'inheritance', 'marriage', 'contract'],
  ...['criminal_procedure', 'administrative', 'enforcement', 'company', 'internet', 'privacy'],
  ...['stalking_harassment', 'lost_found', 'self_harm', 'fire', 'other'],
];
const route = literals<Route>(
  ...(['emergency', 'police_report', 'hotline', 'mediation', 'legal', 'chat', 'out_of_scope'] as const),
);
const danger = literals<Danger>('now', 'threat', 'self_harm', 'child_or_lost', 'none');
const tier = literals<Tier>('quick_point', 'community_group', 'diverse_room');
const topic = literals(...TOPICS);

export const CitationSource = strict({ law: line, article: articleNo, gist: line });

export const CardSchema = strict({
  id,
  title: Type.String({ minLength: 2, maxLength: 40 }),
  topic,
  route,
  also_ok: Type.Array(route),
  tier: Type.Optional(tier),
  danger,
  questions: Type.Array(line, { minItems: 8 }),
  negatives: Type.Array(strict({ text: line, belongs: id })),
  headline: Type.String({ minLength: 6, maxLength: 120 }),
  contact: Type.Optional(strict({ who: line, why: line, say: line, cost: line })),
  lines: Type.Array(strict({ number, why: line, say: line })),
  safety: Type.Optional(strict({ before_dialling: lines, while_waiting: lines, do_not: lines })),
  danger_sign: Type.Optional(
    strict({ text: line, number: literals('110', '119', '120', '122', '12395', '12122', '12119', '12110') }),
  ),
  ask_safe: Type.Optional(line),
  steps: Type.Array(line, { minItems: 3, maxItems: 8 }),
  evidence: lines,
  deadlines: Type.Array(
    strict({
      text: line,
      from: line,
      cite: Type.Optional(strict({ law: line, article: articleNo })),
    }),
  ),
  citations: Type.Array(CitationSource),
  cases: Type.Array(id),
  documents: Type.Array(id),
  also_see: Type.Array(id),
  follow_ups: strict({ how_long: line, refuses: line, away: line, cost: line, no_evidence: line }),
  review_due: date,
});
export type Card = Static<typeof CardSchema>;

export const CaseSchema = strict({
  id,
  title: line,
  topic,
  facts: line,
  outcome: line,
  lesson: line,
  place_time: Type.String(),
  source: line,
  statutes: Type.Optional(lines),
  trust: literals('S', 'P', 'G'),
  caution: Type.Optional(line),
});
export type Case = Static<typeof CaseSchema>;

/** One phone number. `first` marks the numbers that an emergency may put first. */
export const ChannelSchema = strict({
  number,
  name: line,
  use: line,
  hours: line,
  first: Type.Boolean(),
  sms: Type.Optional(Type.Boolean()),
  why: line,
  say: line,
  source: line,
});
export type Channel = Static<typeof ChannelSchema>;

export const LawSchema = strict({
  name: line,
  short: lines,
  file: Type.Optional(line),
  version: line,
  in_force_from: Type.Union([date, Type.Null()]),
  in_force_to: Type.Optional(date),
  superseded_by: Type.Optional(line),
  source: line,
});
export type Law = Static<typeof LawSchema>;

export const TierSchema = strict({
  id: tier,
  name: line,
  where: line,
  who: line,
  takes: lines,
  source: line,
});

/** Which trouble may not be sent to mediation, and why. */
export const NoMediationSchema = strict({ id, what: line, why: line, instead: line });

export const ChannelsFile = strict({ channels: Type.Array(ChannelSchema) });
export const LawsFile = strict({ laws: Type.Array(LawSchema) });
export const MediationFile = strict({
  tiers: Type.Array(TierSchema, { minItems: 3, maxItems: 3 }),
  never: Type.Array(NoMediationSchema),
  principles: lines,
});

const fixed = strict({
  headline: line,
  steps: lines,
  asks: Type.Array(line, { maxItems: 5 }),
  lines: Type.Array(number),
});
/** Words that are not a card's: small talk, refusals, labels. */
export const RepliesFile = strict({
  notice: lines,
  greeting: fixed,
  thanks: fixed,
  ability: fixed,
  chat: fixed,
  abuse: fixed,
  injection: fixed,
  out_of_scope: fixed,
  unclear: fixed,
  rate_limit: fixed,
  no_card: Type.Record(Type.String(), fixed),
  failed_knowledge: Type.Record(Type.String(), strict({ headline: line, lines: Type.Array(number) })),
  emergency: Type.Record(
    Type.String(),
    strict({
      headline: line,
      lines: Type.Array(number),
      say: line,
      before_dialling: lines,
      while_waiting: lines,
      do_not: lines,
    }),
  ),
  notes: Type.Record(Type.String(), line),
  labels: Type.Record(Type.String(), line),
  clarify: strict({ question: line, other: line, other_send: line }),
  follow_up_patterns: Type.Record(Type.String(), lines),
});
export type Replies = Static<typeof RepliesFile>;
