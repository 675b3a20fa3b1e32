/** Shape of knowledge/triage/rules.yaml: scenes of danger, rules that see them, guards that excuse them. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { Danger } from '../server/protocol.js';

const literals = <T extends string>(...values: T[]) =>
  Type.Union(values.map((v) => Type.Literal(v))) as unknown as TSchema & { static: T };
const strict = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false });
const patterns = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
const name = Type.String({ pattern: '^[a-z][a-z0-9_]*$' });

export const TriageFile = strict({
  /** A scene is a kind of danger: who to dial first and which fixed safety words (replies.yaml `emergency`) go with it. */
  scenes: Type.Record(
    name,
    strict({
      danger: literals<Danger>('now', 'threat', 'self_harm', 'child_or_lost'),
      lines: Type.Array(Type.String(), { minItems: 1 }),
      reply: name,
      /** scenes that this more telling one stands for when both are seen for certain */
      over: Type.Optional(Type.Array(name)),
    }),
  ),
  /** Fragments that patterns name as <<word>>: a list of people, of weapons, of words for "now". */
  words: Type.Optional(Type.Record(name, Type.String({ minLength: 1 }))),
  /** A guard excuses a match when one of its patterns is found within reach of it. */
  guards: Type.Record(
    name,
    strict({
      patterns,
      /** where to look: characters before and after the match; `whole` looks at the whole message */
      before: Type.Integer({ minimum: 0 }),
      after: Type.Integer({ minimum: 0 }),
      whole: Type.Optional(Type.Boolean()),
      /** the reach ends with the sentence (。!?; or a new line) */
      sentence: Type.Optional(Type.Boolean()),
      /** the guard does not hold where one of these is found within the same reach ("last year he… now he…") */
      but: Type.Optional(patterns),
    }),
  ),
  rules: Type.Array(
    strict({
      id: name,
      scene: name,
      /**
       * hard: one match is an emergency by itself. likely: the same while there is no model; with one, the model decides.
       * soft: counts, and two of one message are enough without a model.
       */
      strength: literals('hard', 'likely', 'soft'),
      any: patterns,
      /** each of these must also be found somewhere in the message */
      also: Type.Optional(patterns),
      unless: Type.Array(name),
      why: Type.String({ minLength: 2 }),
    }),
  ),
  /** Patterns for messages that are not about a trouble at all. */
  small: strict({
    greeting: patterns,
    thanks: patterns,
    ability: patterns,
    abuse: patterns,
    injection: patterns,
    out_of_scope: patterns,
  }),
  /** Words whose homophones and pinyin are folded back before the rules look. `not`: words that merely sound so. */
  homophones: Type.Array(strict({ word: Type.String(), not: Type.Array(Type.String()) })),
  /** The classifier's cut points; set on the training split, never on the dev sets. */
  thresholds: strict({
    emergency: Type.Number(),
    emergency_with_signal: Type.Number(),
    unsure: Type.Number(),
  }),
});
export type TriageData = Static<typeof TriageFile>;
