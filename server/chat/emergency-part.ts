/** The emergency part of a reply: made from the scene alone, so that it can leave before anything else is known. */
import type { Action, EmergencyPart, Line } from '../protocol.js';
import type { SafetyWords } from './ports.js';
import type { ChatParts } from './turn.js';

type Parts = Pick<ChatParts, 'knowledge' | 'rules'>;
const GENERAL = 'general';

export function safetyWords(scene: string | null, { knowledge, rules }: Parts): SafetyWords {
  const key = scene ? rules.data.scenes[scene]?.reply : undefined;
  const words = knowledge.words.emergency;
  return (words[key ?? GENERAL] ?? words[GENERAL]) as SafetyWords;
}

/** Numbers with their names; the first one carries what to say in this scene. */
export function linesOf(numbers: string[], say: string | null, { knowledge }: Parts): Line[] {
  return numbers.flatMap((number, i) => {
    const channel = knowledge.channel(number);
    if (!channel) return [];
    return [{ number, name: channel.name, why: channel.why, say: i === 0 && say ? say : channel.say }];
  });
}

export function dialActions(lines: Line[], { knowledge }: Parts): Action[] {
  const { labels } = knowledge.words;
  return lines.map((line): Action => {
    const sms = knowledge.channel(line.number)?.sms ?? false;
    return {
      kind: sms ? 'sms' : 'dial',
      label: `${sms ? labels.sms : labels.dial} ${line.number}`,
      target: line.number,
    };
  });
}

/** `first`: the number that the classifier would dial, for a danger that no rule knows. */
export function emergencyPart(
  turnId: string,
  scene: string | null,
  first: string | null,
  parts: Parts,
): EmergencyPart {
  const words = safetyWords(scene, parts);
  const known = scene ? parts.rules.data.scenes[scene] : undefined;
  const numbers = known?.lines ?? (first ? [...new Set([first, ...words.lines])] : words.lines);
  const lines = linesOf(numbers, first && !known && first !== words.lines[0] ? null : words.say, parts);
  const headline =
    !known && first && first !== words.lines[0]
      ? `听起来可能有危险。现在就打 ${first}，先说地址。`
      : words.headline;
  return {
    turnId,
    danger: known?.danger ?? 'now',
    headline,
    lines,
    safety: {
      beforeDialling: words.before_dialling,
      whileWaiting: words.while_waiting,
      doNot: words.do_not,
    },
    actions: dialActions(lines, parts),
    dangerSign: null,
  };
}
