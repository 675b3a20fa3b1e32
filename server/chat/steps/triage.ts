import { decide } from '../../triage/decide.js';
import type { Classification, TriageRules } from '../../triage/types.js';
import { windowsOf } from '../../triage/windows.js';
import { emergencyPart, linesOf } from '../emergency-part.js';
import { type ChatParts, end, type Turn } from '../turn.js';

/** Danger and route from the rules, the classifier (when the model is there) and the conversation so far. */
export async function triage(turn: Turn, parts: ChatParts): Promise<void> {
  const windows = turn.rulesOnly ? [] : await inTime(turn, classifyWindows(turn, parts));
  const verdict = decide(turn.screening, windows, turn.memory, rulesFor(turn, parts));
  turn.verdict = verdict;
  if (verdict.route === 'emergency' && !turn.emitted.emergency) {
    const part = emergencyPart(turn.id, verdict.scene, verdict.lines[0] ?? null, parts);
    turn.emit({ type: 'emergency', part: { ...part, danger: verdict.danger } });
    turn.emitted.emergency = true;
  }
  if (turn.rulesOnly) {
    const { rate_limit } = parts.knowledge.words;
    const emergency = verdict.route === 'emergency';
    end(turn, emergency ? 'answered_emergency' : 'guarded_rate_limit');
    if (!emergency) verdict.lines = linesOf(rate_limit.lines, null, parts).map((l) => l.number);
  }
}

/** Up to here a message that follows another is a question about it (我在外地怎么办), or emoji, rather than a story. */
const BRIEF = 12;

/** Emoji that may be all that someone can send. */
const WEAPON_OR_HARM = /[🔪🔫🩸🔥💊💣🧨🗡🚑🚓🚨]/u;

/** The classifier has not seen what came before: where no rule sees danger either, a brief message must be clear. */
function rulesFor({ memory, folded, text, screening }: Turn, { rules }: ChatParts): TriageRules {
  const letters = folded.replace(/[^\p{L}\p{N}]/gu, '').length;
  const brief = letters === 0 ? !WEAPON_OR_HARM.test(text) : memory !== null && letters <= BRIEF;
  if (!brief || screening.signals.length > 0) return rules.data;
  const { thresholds } = rules.data;
  return { ...rules.data, thresholds: { ...thresholds, emergency: thresholds.unsure } };
}

/** How long danger that the rules think likely waits for the model's opinion, ms. */
const OPINION_WAIT = 300;

/** The emergency part never waits for a model that hangs: what the rules think likely then stands. */
async function inTime(turn: Turn, opinion: Promise<Classification[]>): Promise<Classification[]> {
  if (!turn.screening.emergency || turn.emitted.emergency) return opinion;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Classification[]>((resolve) => {
    timer = setTimeout(resolve, OPINION_WAIT, []);
  });
  const windows = await Promise.race([opinion, late]);
  clearTimeout(timer);
  return windows;
}

async function classifyWindows(turn: Turn, parts: ChatParts): Promise<Classification[]> {
  const windows = windowsOf(turn.folded, turn.screening.signals);
  try {
    const { classify } = parts;
    if (!classify) return [];
    const vectors = await Promise.all(windows.map((w) => parts.embedForTriage(w.text)));
    return windows.map((w, i) => classify(w.text, vectors[i] as Float32Array, w.rules));
  } catch {
    turn.notes.push(parts.knowledge.words.notes.no_model ?? '');
    return [];
  }
}
