/**
 * One utterance in, one reply out. Read this first: a reply is made by this literal list of steps.
 * A step of the first list may end the understanding with a named outcome; composing and checking always follow.
 * Once triage has spoken, its lines are answered whatever fails after it.
 */

import { runSteps, type Step } from './run-steps.js';
import { checkReply } from './steps/check-reply.js';
import { clarify } from './steps/clarify.js';
import { cleanText } from './steps/clean-text.js';
import { composeReply } from './steps/compose-reply.js';
import { findKnowledge } from './steps/find-knowledge.js';
import { followUp } from './steps/follow-up.js';
import { maskText } from './steps/mask-personal-data.js';
import { screenDanger } from './steps/screen-danger.js';
import { smallTalk } from './steps/small-talk.js';
import { triage } from './steps/triage.js';
import type { ChatParts, Turn } from './turn.js';
import { withoutKnowledge } from './without-knowledge.js';

export const UNDERSTAND: Step[] = [
  { name: 'clean-text', run: cleanText },
  { name: 'screen-danger', run: screenDanger },
  { name: 'mask-personal-data', run: maskText },
  { name: 'triage', run: triage },
  { name: 'follow-up', run: followUp },
  { name: 'small-talk', run: smallTalk },
  { name: 'find-knowledge', run: findKnowledge },
  { name: 'clarify', run: clarify },
];
export const RENDER: Step[] = [
  { name: 'compose-reply', run: composeReply },
  { name: 'check-reply', run: checkReply },
];

/** Fills `turn.reply`. Never throws for a missing model or knowledge that cannot be read: triage still answers. */
export async function answer(turn: Turn, parts: ChatParts): Promise<Turn> {
  try {
    await runSteps(UNDERSTAND, turn, parts, (t) => t.outcome !== null);
    await runSteps(RENDER, turn, parts, () => false);
  } catch (error) {
    if (!turn.verdict) throw error;
    parts.fault(error);
    withoutKnowledge(turn, parts);
    await runSteps(RENDER, turn, parts, () => false);
  }
  return turn;
}
