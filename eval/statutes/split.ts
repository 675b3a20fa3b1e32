/** Which questions are never trained on, never evidence and never read; and the folds of the others. */
import { createHash } from 'node:crypto';
import type { StatuteQuery } from './queries.js';

/** How many questions the data set has, and how many of them are held out. */
const ALL = 1235;
const HELD_OUT = 200;
export const FOLDS = 5;

/** sha256("fengqiao-stard " + id) as a whole number, modulo n. */
const hashOf = (salt: string, id: StatuteQuery['id'], n: number): number =>
  Number(BigInt(`0x${createHash('sha256').update(`${salt} ${id}`).digest('hex')}`) % BigInt(n));

export const isHeldOut = ({ id }: Pick<StatuteQuery, 'id'>): boolean =>
  hashOf('fengqiao-stard', id, ALL) < HELD_OUT;

export const foldOf = ({ id }: Pick<StatuteQuery, 'id'>): number => hashOf('fengqiao-stard-fold', id, FOLDS);
