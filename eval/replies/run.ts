/** Whole replies of the product for every held-out question, checked part by part. */
import { Value } from '@sinclair/typebox/value';
import { type Reply, ReplySchema } from '../../server/protocol.js';
import type { Services } from '../../server/services.js';
import { type Rate, rate } from '../rate.js';

/** Numbers that an emergency may put first (LABELS.md, rules settled after review). */
const FIRST = new Set(['110', '119', '120', '122', '12395', '12122', '12119', '12110']);

export interface RepliesScore {
  /** replies that hold to the published schema */
  schema: Rate;
  /** replies with a headline and a way on (a line, a contact, a choice or an action) */
  helpful: Rate;
  /** emergencies whose first number is one that may be first */
  firstNumber: Rate;
  /** card replies with steps and, but for emergencies, at least one citation that names its version or date */
  grounded: Rate;
  faults: { text: string; fault: string }[];
}

export async function checkReplies(services: Services, texts: string[]): Promise<RepliesScore> {
  const faults: RepliesScore['faults'] = [];
  let schema = 0;
  let helpful = 0;
  let grounded = 0;
  let emergencies = 0;
  let firstNumber = 0;
  let cards = 0;
  for (const text of texts) {
    const { reply } = await services.conversations.ask(services.conversations.start(), {
      text,
      channel: 'api',
    });
    const fault = (what: string) => faults.push({ text, fault: what });
    if (Value.Check(ReplySchema, reply)) schema += 1;
    else fault('不合格式');
    if (wayOn(reply)) helpful += 1;
    else fault('没有下一步');
    if (reply.route === 'emergency') {
      emergencies += 1;
      if (FIRST.has(reply.lines[0]?.number ?? '')) firstNumber += 1;
      else fault('紧急时第一个号码不对');
    }
    if (reply.card) {
      cards += 1;
      const cited = reply.citations.some((c) => c.version !== null || c.inForceFrom !== null);
      if (reply.steps.length > 0 && (cited || reply.route === 'emergency')) grounded += 1;
      else if (reply.outcome === 'answered_follow_up') grounded += 1;
      else fault('没有步骤或没有依据');
    }
  }
  return {
    schema: rate(schema, texts.length),
    helpful: rate(helpful, texts.length),
    firstNumber: rate(firstNumber, emergencies),
    grounded: rate(grounded, cards),
    faults,
  };
}

const wayOn = (r: Reply): boolean =>
  r.headline !== '' &&
  (r.lines.length > 0 ||
    r.contact !== null ||
    r.clarify !== null ||
    r.actions.length > 0 ||
    r.route === 'chat');
