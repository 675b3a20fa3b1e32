import { expect, it } from 'vitest';
import { RENDER, UNDERSTAND } from '../../../server/chat/answer.js';
import { runSteps, type Step } from '../../../server/chat/run-steps.js';
import { type ChatParts, end, newTurn } from '../../../server/chat/turn.js';

const turn = () => newTurn({ id: 't', utterance: '', memory: null, emit: () => {} });
/** Steps need nothing of the parts but the clock here. */
const partsWithClock = (clock: () => number) => ({ clock }) as unknown as ChatParts;

it('runs steps in order, waits for each, and measures each under its own name', async () => {
  let at = 0;
  const seen: string[] = [];
  const step = (name: string, ms: number): Step => ({
    name,
    run: async () => {
      await Promise.resolve();
      at += ms;
      seen.push(name);
    },
  });
  const t = turn();
  await runSteps(
    [step('a', 5), step('b', 7.5)],
    t,
    partsWithClock(() => at),
    () => false,
  );
  expect(seen).toEqual(['a', 'b']);
  expect(t.timings).toEqual({ a: 5, b: 7.5 });
});

it('stops before the next step once a step ended the turn', async () => {
  const seen: string[] = [];
  const t = turn();
  const steps: Step[] = [
    {
      name: 'first',
      run: (turn) => {
        seen.push('first');
        end(turn, 'answered_small_talk');
      },
    },
    { name: 'second', run: () => void seen.push('second') },
  ];
  await runSteps(
    steps,
    t,
    partsWithClock(() => 0),
    (turn) => turn.outcome !== null,
  );
  expect(seen).toEqual(['first']);
  expect(Object.keys(t.timings)).toEqual(['first']);
});

it('passes an exception on: nothing is swallowed', async () => {
  const broken: Step = {
    name: 'broken',
    run: () => {
      throw new Error('broken step');
    },
  };
  await expect(
    runSteps(
      [broken],
      turn(),
      partsWithClock(() => 0),
      () => false,
    ),
  ).rejects.toThrow('broken step');
});

it('the first outcome stays', () => {
  const t = turn();
  end(t, 'answered_emergency');
  end(t, 'guarded_abuse');
  expect(t.outcome).toBe('answered_emergency');
});

it('danger is screened before everything that can end or delay a turn, and every reply is checked last', () => {
  expect(UNDERSTAND.map((s) => s.name).slice(0, 2)).toEqual(['clean-text', 'screen-danger']);
  expect(UNDERSTAND.findIndex((s) => s.name === 'clarify')).toBeGreaterThan(
    UNDERSTAND.findIndex((s) => s.name === 'triage'),
  );
  expect(RENDER.at(-1)?.name).toBe('check-reply');
});
