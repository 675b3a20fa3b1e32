/** Outcomes are a closed list (protocol.ts); the prefix is the group that metrics and the console count by. */
import type { Outcome } from '../protocol.js';

export type OutcomeGroup = 'answered' | 'clarified' | 'unanswered' | 'guarded' | 'failed';
export const groupOf = (outcome: Outcome): OutcomeGroup => outcome.split('_')[0] as OutcomeGroup;
/** Turns that come back to staff as work. */
export const isGap = (outcome: Outcome): boolean => groupOf(outcome) === 'unanswered';
