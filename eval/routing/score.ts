/** Scores of routing: pure functions over expected and actual. */
import { type Rate, rate } from '../rate.js';
import type { Utterance } from './utterances.js';

export interface Routed {
  item: Utterance;
  route: string;
  lines: string[];
}
export interface RoutingScore {
  exact: Rate;
  lenient: Rate;
  recall: Rate;
  precision: Rate;
  /** first number right, of the emergencies that were caught */
  line: Rate;
  missed: Routed[];
  alarms: Routed[];
  wrong: Routed[];
}

/**
 * @param rows what each item got. Soft emergencies do not count as missed;
 * an alarm on an item that allows `emergency` in also_ok is no false alarm.
 */
export function scoreRouting(rows: Routed[]): RoutingScore {
  const isEmergency = (r: Routed) => r.item.route === 'emergency';
  const saysEmergency = (r: Routed) => r.route === 'emergency';
  const lenient = (r: Routed) => r.route === r.item.route || (r.item.also_ok as string[]).includes(r.route);
  const real = rows.filter((r) => isEmergency(r) && !r.item.soft);
  const caught = real.filter(saysEmergency);
  const alarms = rows.filter(saysEmergency);
  const truly = alarms.filter((r) => isEmergency(r) || (r.item.also_ok as string[]).includes('emergency'));
  const withLine = caught.filter((r) => r.item.line_ok.length > 0);
  return {
    exact: rate(rows.filter((r) => r.route === r.item.route).length, rows.length),
    lenient: rate(rows.filter(lenient).length, rows.length),
    recall: rate(caught.length, real.length),
    precision: rate(truly.length, alarms.length),
    line: rate(withLine.filter((r) => r.item.line_ok.includes(r.lines[0] ?? '')).length, withLine.length),
    missed: real.filter((r) => !saysEmergency(r)),
    alarms: alarms.filter((r) => !truly.includes(r)),
    wrong: rows.filter((r) => !lenient(r)),
  };
}
