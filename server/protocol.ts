/**
 * Messages between server and citizen: one reply object for WebSocket, HTTP, CLI and WeChat.
 * Imports nothing of ours. Fields may be added, never renamed.
 */
import { Kind, type Static, type TSchema, Type, TypeRegistry } from '@sinclair/typebox';

// a string enum that OpenAPI shows as one and that TypeBox's own checker knows too
const STRING_ENUM = 'StringEnum';
TypeRegistry.Set<TSchema & { enum: string[] }>(STRING_ENUM, (schema, value) =>
  schema.enum.includes(value as string),
);
const literals = <T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>({
    [Kind]: STRING_ENUM,
    type: 'string',
    enum: [...values],
    ...(description ? { description } : {}),
  });

export const ROUTES = [
  'emergency',
  'police_report',
  'hotline',
  'mediation',
  'legal',
  'chat',
  'out_of_scope',
] as const;
export const DANGERS = ['now', 'threat', 'self_harm', 'child_or_lost', 'none'] as const;
export const TIERS = ['quick_point', 'community_group', 'diverse_room'] as const;
/** How a turn ended; the prefix is the group. */
export const OUTCOMES = [
  'answered_emergency',
  'answered_card',
  'answered_follow_up',
  'answered_small_talk',
  'clarified_cards',
  'unanswered_no_card',
  'guarded_out_of_scope',
  'guarded_injection',
  'guarded_abuse',
  'guarded_rate_limit',
  'failed_model',
  'failed_knowledge',
] as const;

export const RouteSchema = literals(ROUTES, '首选去向');
export const DangerSchema = literals(DANGERS, '危险种类');
export const TierSchema = literals(TIERS, '调解层级');
export const OutcomeSchema = literals(OUTCOMES, '这一轮怎么结束');

const text = (description: string) => Type.String({ description });
const list = (description: string) => Type.Array(Type.String(), { description });

export const LineSchema = Type.Object(
  { number: text('拨打的号码'), name: text('叫什么'), why: text('为什么打它'), say: text('接通后说什么') },
  { $id: 'Line' },
);
export const CitationSchema = Type.Object({
  law: text('法律短名'),
  article: text('第几条'),
  version: Type.Union([Type.String(), Type.Null()], { description: '版本，如 2025年6月27日修订' }),
  inForceFrom: Type.Union([Type.String(), Type.Null()], { description: 'YYYY-MM-DD，不知道时为 null' }),
  inForceTo: Type.Union([Type.String(), Type.Null()], { description: '失效日，现行为 null' }),
  gist: text('一句白话'),
  text: Type.Optional(Type.String({ description: '条文原文，只在已导入法规库时给出' })),
});
export const ActionSchema = Type.Object({
  kind: literals(['dial', 'sms', 'link', 'mediation', 'ask'] as const),
  label: text('按钮上的字'),
  target: text('电话号码、链接或要发送的话'),
});
export const ChoiceSchema = Type.Object({ label: text('选项'), send: text('选中后代为发送的话') });
const CardRefSchema = Type.Object({ id: Type.String(), title: Type.String() });

export const ReplySchema = Type.Object(
  {
    turnId: Type.String(),
    outcome: OutcomeSchema,
    route: RouteSchema,
    danger: DangerSchema,
    lines: Type.Array(Type.Omit(LineSchema, [])),
    tier: Type.Union([Type.Object({ id: TierSchema, name: Type.String(), who: Type.String() }), Type.Null()]),
    headline: text('一句平静的话：先做什么'),
    contact: Type.Union([
      Type.Object({ who: Type.String(), why: Type.String(), say: Type.String(), cost: Type.String() }),
      Type.Null(),
    ]),
    safety: Type.Object({
      beforeDialling: list('拨号之前'),
      whileWaiting: list('等人来的时候'),
      doNot: list('不要做'),
    }),
    dangerSign: Type.Union([Type.Object({ text: Type.String(), number: Type.String() }), Type.Null()]),
    askSafe: Type.Union([Type.String(), Type.Null()]),
    steps: list('怎么做，按先后'),
    evidence: list('留什么'),
    deadlines: Type.Array(
      Type.Object({
        text: Type.String(),
        from: text('从哪天起算'),
        citation: Type.Union([Type.Object({ law: Type.String(), article: Type.String() }), Type.Null()]),
      }),
    ),
    citations: Type.Array(CitationSchema),
    cases: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        facts: Type.String(),
        outcome: Type.String(),
        lesson: Type.String(),
        source: Type.String(),
        caution: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
    articles: Type.Array(CitationSchema, { description: '相关条文，不是建议' }),
    documents: Type.Array(CardRefSchema),
    actions: Type.Array(ActionSchema),
    clarify: Type.Union([
      Type.Object({
        question: Type.String(),
        choices: Type.Array(ChoiceSchema, { minItems: 2, maxItems: 5 }),
      }),
      Type.Null(),
    ]),
    alsoSee: Type.Array(CardRefSchema),
    card: Type.Union([
      Type.Object({ id: Type.String(), title: Type.String(), question: Type.String(), score: Type.Number() }),
      Type.Null(),
    ]),
    notice: list('谁在回答、不是法律意见、标识'),
    notes: list('对这条消息的说明，例如太长只检索了前 1000 字'),
    timings: Type.Record(Type.String(), Type.Number(), { description: '每一步的毫秒数' }),
  },
  { $id: 'Reply' },
);
export type Reply = Static<typeof ReplySchema>;
export type Line = Static<typeof LineSchema>;
export type Citation = Static<typeof CitationSchema>;
export type Action = Static<typeof ActionSchema>;
export type Route = Static<typeof RouteSchema>;
export type Danger = Static<typeof DangerSchema>;
export type Tier = Static<typeof TierSchema>;
export type Outcome = Static<typeof OutcomeSchema>;

/** A refusal: always carries the emergency lines. */
export const ErrorSchema = Type.Object(
  {
    error: Type.Object({ code: Type.String(), message: Type.String() }),
    lines: Type.Array(Type.Object({ number: Type.String(), name: Type.String() })),
    reply: Type.Optional(ReplySchema),
  },
  { $id: 'Error' },
);
export type ErrorBody = Static<typeof ErrorSchema>;

export const AskBodySchema = Type.Object(
  {
    text: Type.String({ description: '居民的原话，最多 16 KB' }),
    conversation: Type.Optional(Type.String({ maxLength: 64, description: '上一轮返回的会话凭证' })),
    askId: Type.Optional(Type.String({ maxLength: 64, description: '客户端给这条消息的编号，重发不重复' })),
  },
  { additionalProperties: false },
);
export const AskResultSchema = Type.Object({
  conversation: text('会话凭证，下一轮带上；不要放进网址'),
  seq: Type.Integer(),
  stored: Type.Boolean({ description: '这一轮是否已存好' }),
  reply: ReplySchema,
});

/** What a browser sends over /api/chat. */
export const ClientFrameSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal('hello'),
      conversation: Type.Optional(Type.String({ maxLength: 64 })),
      last: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { type: Type.Literal('ask'), text: Type.String(), askId: Type.String({ minLength: 1, maxLength: 64 }) },
    { additionalProperties: false },
  ),
  Type.Object({ type: Type.Literal('erase') }, { additionalProperties: false }),
]);
export type ClientFrame = Static<typeof ClientFrameSchema>;

/** The emergency part, sent before anything else of the turn. */
export type EmergencyPart = Pick<
  Reply,
  'turnId' | 'danger' | 'headline' | 'lines' | 'safety' | 'actions' | 'dangerSign'
>;
/** Where to go, sent before the rest. */
export type RoutePart = Pick<
  Reply,
  'turnId' | 'route' | 'danger' | 'headline' | 'lines' | 'tier' | 'contact'
>;

/** What the server sends. `seq` rises within a conversation and never repeats. */
export type ServerEvent =
  | { type: 'welcome'; conversation: string; resumed: boolean; seq: number }
  | { type: 'emergency'; seq: number; askId?: string; part: EmergencyPart }
  | { type: 'route'; seq: number; askId?: string; part: RoutePart }
  | { type: 'reply'; seq: number; askId?: string; reply: Reply }
  | { type: 'stored'; seq: number; askId?: string; turnId: string }
  | { type: 'erased' }
  | ({ type: 'error'; askId?: string } & ErrorBody);
