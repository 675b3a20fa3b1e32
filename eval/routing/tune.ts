/** `npm run tune:triage`: cut points of the emergency decision, tried on the tuning part of our own utterances only. */

import { UNDERSTAND } from '../../server/chat/answer.js';
import { runSteps } from '../../server/chat/run-steps.js';
import { newTurn } from '../../server/chat/turn.js';
import { loadConfig } from '../../server/config.js';
import { createServices } from '../../server/services.js';
import { decide } from '../../server/triage/decide.js';
import type { Classification, Screening } from '../../server/triage/types.js';
import { windowsOf } from '../../server/triage/windows.js';
import { type Routed, scoreRouting } from './score.js';
import { partOf, readOwn, type Utterance } from './utterances.js';

const EMERGENCY = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7];
const WITH_SIGNAL = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];
/** How much more a missed emergency weighs than a false alarm (F-beta). */
const BETA = 2;

const services = await createServices(loadConfig(), {
  store: false,
  log: (m) => process.stderr.write(`${m}\n`),
});
const { chat } = services;
const seen: { u: Utterance; screening: Screening; windows: Classification[] }[] = [];
for (const u of readOwn(services.config.knowledgeDir).filter((x) => partOf(x) === 'tune')) {
  const turn = newTurn({ id: 'tune', utterance: u.text, memory: null, emit: () => {} });
  await runSteps(UNDERSTAND.slice(0, 2), turn, chat, () => false);
  const windows: Classification[] = [];
  for (const { text, rules } of windowsOf(turn.folded, turn.screening.signals)) {
    if (chat.classify) windows.push(chat.classify(text, await chat.embedForTriage(text), rules));
  }
  seen.push({ u, screening: turn.screening, windows });
}
const rows: { emergency: number; emergency_with_signal: number; f: number; line: string }[] = [];
for (const emergency of EMERGENCY) {
  for (const emergency_with_signal of WITH_SIGNAL.filter((t) => t <= emergency)) {
    const thresholds = { ...chat.rules.data.thresholds, emergency, emergency_with_signal };
    const routed = seen.map(({ u, screening, windows }): Routed => {
      const verdict = decide(screening, windows, null, { ...chat.rules.data, thresholds });
      return { item: u, route: verdict.route, lines: verdict.lines };
    });
    const s = scoreRouting(routed);
    const [r, p] = [s.recall.value, s.precision.value];
    const f = ((1 + BETA ** 2) * p * r) / (BETA ** 2 * p + r);
    const line = `召回 ${r.toFixed(3)} 精度 ${p.toFixed(3)} 去向 ${s.exact.value.toFixed(3)} / ${s.lenient.value.toFixed(3)}`;
    rows.push({ emergency, emergency_with_signal, f, line });
  }
}
rows.sort((a, b) => b.f - a.f);
console.info(`${seen.length} 条`);
for (const r of rows.slice(0, 15)) {
  console.info(
    `emergency ${r.emergency} emergency_with_signal ${r.emergency_with_signal} F${BETA} ${r.f.toFixed(3)} ${r.line}`,
  );
}
await services.close();
