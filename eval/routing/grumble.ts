/** Long calm messages for training, made of several people's calm words: grumble alone is no emergency. */
import type { Utterance } from './utterances.js';

/** Calm utterances in one message. */
const PARTS = 5;

/** @returns `count` messages; each takes the label of its longest part. The order of choice is fixed by the seedless stride. */
export function grumbles(items: Utterance[], count: number): Utterance[] {
  const calm = items.filter(
    (u) => u.route !== 'emergency' && u.text.length >= 12 && !['chat', 'out_of_scope'].includes(u.route),
  );
  if (calm.length < PARTS) return [];
  return Array.from({ length: count }, (_, i) => {
    const parts = Array.from(
      { length: PARTS },
      (_, j) => calm[(i * 7919 + j * 104_729) % calm.length] as Utterance,
    );
    const longest = parts.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    const others = parts.map((p) => p.route).filter((r) => r !== longest.route);
    return {
      ...longest,
      id: `grumble:${i}`,
      text: parts.map((p) => p.text).join('，'),
      also_ok: [...new Set([...longest.also_ok, ...others])],
    };
  });
}
