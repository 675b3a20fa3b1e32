import { decide } from '../../triage/decide.js';
import type { Classification } from '../../triage/types.js';
import { windowsOf } from '../../triage/windows.js';
import { emergencyPart, linesOf } from '../emergency-part.js';
import { type ChatParts, end, type Turn } from '../turn.js';

/** Danger and route from the rules, the classifier (when the model is there) and the conversation so far. */
export async function triage(turn: Turn, parts: ChatParts): Promise<void> {
  const windows = turn.rulesOnly ? [] : await classifyWindows(turn, parts);
  const verdict = decide(turn.screening, windows, turn.memory, parts.rules.data);
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

/** Embeds the first window for search too (a short message is one window). */
async function classifyWindows(turn: Turn, parts: ChatParts): Promise<Classification[]> {
  const rules = new Set(turn.screening.signals.map((s) => s.rule));
  const texts = windowsOf(turn.folded, turn.screening.signals);
  try {
    const vectors = await Promise.all(texts.map((t) => parts.embed(t)));
    turn.vector = texts.length === 1 ? (vectors[0] ?? null) : null;
    const { classify } = parts;
    if (!classify) return [];
    return texts.map((t, i) => classify(t, vectors[i] as Float32Array, rules));
  } catch {
    turn.notes.push(parts.knowledge.words.notes.no_model ?? '');
    return [];
  }
}
