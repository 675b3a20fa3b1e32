/** Routes every item through the product's own answer, one conversation each. */
import type { Services } from '../../server/services.js';
import type { Routed } from './score.js';
import type { Utterance } from './utterances.js';

/** Items under way at once; the order of the result is the order of the items. */
const AT_ONCE = 16;

export async function routeAll(services: Services, items: Utterance[]): Promise<Routed[]> {
  const out: Routed[] = new Array(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      const item = items[at] as Utterance;
      const conversation = services.conversations.start();
      const { reply } = await services.conversations.ask(conversation, { text: item.text, channel: 'api' });
      out[at] = { item, route: reply.route, lines: reply.lines.map((l) => l.number) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return out;
}
