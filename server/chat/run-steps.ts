/** Runs steps in order and measures each under its own name. */
import type { ChatParts, Turn } from './turn.js';

export interface Step {
  name: string;
  run: (turn: Turn, parts: ChatParts) => void | Promise<void>;
}

export async function runSteps(
  steps: Step[],
  turn: Turn,
  parts: ChatParts,
  done: (turn: Turn) => boolean,
): Promise<void> {
  for (const step of steps) {
    if (done(turn)) return;
    const start = parts.clock();
    await step.run(turn, parts);
    turn.timings[step.name] = Math.round((parts.clock() - start) * 1000) / 1000;
  }
}
