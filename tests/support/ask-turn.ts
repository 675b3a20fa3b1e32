/** One turn through the real list of steps, with the events it emitted. */
import { answer } from '../../server/chat/answer.js';
import type { Memory } from '../../server/chat/ports.js';
import { type ChatParts, newTurn, type Turn } from '../../server/chat/turn.js';
import type { EmergencyPart, Reply } from '../../server/protocol.js';

export interface Asked {
  turn: Turn;
  reply: Reply;
  emergencies: EmergencyPart[];
}
export async function askTurn(
  chat: ChatParts,
  utterance: string,
  options: { memory?: Memory | null; rulesOnly?: boolean } = {},
): Promise<Asked> {
  const emergencies: EmergencyPart[] = [];
  const turn = await answer(
    newTurn({
      id: 'test-turn',
      utterance,
      memory: options.memory ?? null,
      rulesOnly: options.rulesOnly ?? false,
      emit: (event) => {
        if (event.type === 'emergency') emergencies.push(event.part);
      },
    }),
    chat,
  );
  if (!turn.reply) throw new Error('the turn ended without a reply');
  return { turn, reply: turn.reply, emergencies };
}
export const memoryOfCard = (card: string): Memory => ({
  route: 'mediation',
  danger: 'none',
  scene: null,
  card,
  offered: [],
});
