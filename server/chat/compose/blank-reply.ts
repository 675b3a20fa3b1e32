import type { Reply } from '../../protocol.js';
import type { ChatParts, Turn } from '../turn.js';

/** A reply with every part empty; who answers is always said. */
export const blankReply = (turn: Turn, { knowledge }: ChatParts): Reply => ({
  turnId: turn.id,
  outcome: 'unanswered_no_card',
  route: 'hotline',
  danger: 'none',
  lines: [],
  tier: null,
  headline: '',
  contact: null,
  safety: { beforeDialling: [], whileWaiting: [], doNot: [] },
  dangerSign: null,
  askSafe: null,
  steps: [],
  evidence: [],
  deadlines: [],
  citations: [],
  cases: [],
  articles: [],
  documents: [],
  actions: [],
  clarify: null,
  alsoSee: [],
  card: null,
  notice: knowledge.words.notice,
  notes: [],
  timings: {},
});
