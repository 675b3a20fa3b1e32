/** Emergencies that triage knows, written otherwise: how many are still seen. Recorded; one fall must not pass the limit. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { partOf, readOwn } from '../../eval/routing/utterances.js';
import { ROOT } from '../../server/config.js';
import { type StartedServices, startServices } from '../support/start-services.js';
import { disguises, soundAlikes } from './disguise.js';
import { Dice, longTest, record, round, SEED, SLICE } from './long.js';

/** Most that recall may lose by one disguise, for now. */
const FALL = 0.15;
/** Measured, not held: neither end of the message is about the danger, so only a rule can point the classifier at it. */
const RECORD_ONLY = ['1,000 characters on both sides'];
const SLICE_OF = 60;
const AT_ONCE = 8;
const SHOWN = 12;

let started: StartedServices;
beforeAll(async () => {
  if (process.env.LONG === '1') started = await startServices({ store: false, env: { EMBEDDERS: '2' } });
});
afterAll(() => started?.close());

/** For each text whether the answer is an emergency. */
async function seen(texts: string[]): Promise<boolean[]> {
  const { conversations } = started.services;
  const out: boolean[] = new Array(texts.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < texts.length) {
      const at = next++;
      const { reply } = await conversations.ask(conversations.start(), {
        text: texts[at] as string,
        channel: 'api',
      });
      out[at] = reply.route === 'emergency';
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return out;
}
const share = (hits: boolean[]): number => hits.filter(Boolean).length / Math.max(1, hits.length);

longTest(
  'recall of emergencies under typing slips, other scripts, noise and orders',
  async () => {
    const own = readOwn(join(ROOT, 'knowledge'));
    const test = own.filter((u) => partOf(u) === 'test');
    const dice = new Dice(SEED);
    const pick = (emergency: boolean): string[] => {
      const all = test.filter(
        (u) => (u.route === 'emergency') === emergency && !u.soft && !u.also_ok.includes('emergency'),
      );
      return (SLICE ? dice.some(all, SLICE_OF) : all).map((u) => u.text);
    };
    const emergencies = pick(true);
    // the other side of the coin: calm messages in the same disguise must not all become alarms
    const calm = pick(false).slice(0, SLICE ? 0 : 254);
    const plain = await seen(emergencies);
    const plainCalm = await seen(calm);
    const recall = share(plain);
    const ways: Record<
      string,
      {
        recall: number;
        fall: number;
        newlyMissed: number;
        newlySeen: number;
        alarmsOnCalm?: number;
        examples: string[];
      }
    > = {};
    const shape = disguises(soundAlikes(own.map((u) => u.text)));
    for (const [name, disguise] of Object.entries(shape)) {
      const written = emergencies.map((t) => disguise(t, dice));
      const now = await seen(written);
      const missed = emergencies.filter((_, i) => plain[i] && !now[i]);
      ways[name] = {
        recall: round(share(now), 3),
        fall: round(recall - share(now), 3),
        newlyMissed: missed.length,
        newlySeen: now.filter((hit, i) => hit && !plain[i]).length,
        ...(calm.length > 0
          ? { alarmsOnCalm: round(share(await seen(calm.map((t) => disguise(t, dice)))), 3) }
          : {}),
        examples: missed
          .slice(0, SHOWN)
          .map((t) => (name === 'typos' ? (written[emergencies.indexOf(t)] as string) : t)),
      };
    }
    record('robust-triage', {
      emergencies: emergencies.length,
      calm: calm.length,
      plain: {
        recall: round(recall, 3),
        ...(calm.length > 0 ? { alarmsOnCalm: round(share(plainCalm), 3) } : {}),
      },
      limitOfFall: FALL,
      notHeldToIt: RECORD_ONLY,
      ways,
    });
    const over = Object.entries(ways).filter(
      ([name, way]) => !RECORD_ONLY.includes(name) && recall - way.recall > FALL,
    );
    expect(over.map(([name, way]) => `${name}: ${way.recall} (${recall.toFixed(3)} plain)`)).toEqual([]);
  },
  SLICE ? 200_000 : 3_600_000,
);
