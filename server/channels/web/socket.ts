import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { WebSocket } from '@fastify/websocket';
import { Value } from '@sinclair/typebox/value';
import type { FastifyRequest } from 'fastify';
import type { Conversation } from '../../chat/conversations.js';
import { SEQ_PER_TURN } from '../../chat/events.js';
import { AppError, codeOf, ERRORS, type ErrorCode, renderError } from '../../errors.js';
import { type ClientFrame, ClientFrameSchema, type ServerEvent } from '../../protocol.js';
import { type ChannelParts, MAX_MESSAGE_BYTES } from '../channel.js';

/** Unsent bytes at which a client counts as too slow, and how often a silent one is looked after. */
const MAX_BUFFERED = 1024 * 1024;
const PING_EVERY = 30_000;

/** GET /api/chat: the WebSocket. The first frame says hello and may bring the conversation token. */
const socket: FastifyPluginAsyncTypebox<ChannelParts> = async (app, parts) => {
  const limits: Limits = {
    allowance: (request, key) => app.allowance(request, key),
    strained: () => app.isUnderPressure(),
  };
  app.route({
    method: 'GET',
    url: '/api/chat',
    schema: { hide: true },
    // opened as a page: the plugin's own answer would be empty
    handler: () => {
      throw new AppError('not_found');
    },
    wsHandler: (ws, request) => serve(ws, request, parts, limits),
  });
};
export default socket;

interface Limits {
  allowance: (request: FastifyRequest, conversation?: string) => Promise<'full' | 'rules_only' | 'blocked'>;
  /** the process is overloaded: only the rules run */
  strained: () => boolean;
}

function serve(
  ws: WebSocket,
  request: FastifyRequest,
  { conversations }: ChannelParts,
  { allowance, strained }: Limits,
): void {
  let conversation: Conversation | null = null;
  let queue: Promise<void> = Promise.resolve();
  let alive = true;

  const send = (event: ServerEvent): void => {
    if (ws.readyState !== ws.OPEN) return;
    if (ws.bufferedAmount > MAX_BUFFERED) close('slow_client');
    else ws.send(JSON.stringify(event));
  };
  const refuse = (code: ErrorCode, askId?: string): void =>
    send({ type: 'error', ...(askId ? { askId } : {}), ...renderError(code) });
  const close = (code: ErrorCode): void => {
    ws.close(ERRORS[code].close, code);
    setTimeout(() => ws.terminate(), 1000).unref();
  };

  const handle = async (frame: ClientFrame): Promise<void> => {
    if (frame.type === 'hello') {
      const last = frame.last ?? 0;
      let resumed = false;
      try {
        conversation = frame.conversation
          ? await conversations.resume(frame.conversation)
          : conversations.start();
        resumed = frame.conversation !== undefined;
      } catch (error) {
        refuse(codeOf(error));
        conversation = conversations.start();
      }
      // numbers that the client saw before a crash are never given again
      if (resumed && last >= conversation.nextSeq)
        conversation.nextSeq = last - (last % SEQ_PER_TURN) + SEQ_PER_TURN + 1;
      send({
        type: 'welcome',
        conversation: conversation.token ?? '',
        resumed,
        seq: conversation.nextSeq - 1,
      });
      if (resumed) await conversations.sendMissed(conversation, last, send);
      return;
    }
    if (!conversation) throw new AppError('bad_request');
    if (frame.type === 'erase') {
      await conversations.erase(conversation).catch((cause: unknown) => {
        throw new AppError('store_unavailable', { cause });
      });
      conversation = null;
      send({ type: 'erased' });
      return;
    }
    if (frame.text.trim() === '') return refuse('empty_text', frame.askId);
    const allowed = await allowance(request, conversation.key);
    if (allowed === 'blocked') {
      refuse('blocked', frame.askId);
      return close('blocked');
    }
    const overloaded = strained();
    const rulesOnly = overloaded || allowed === 'rules_only';
    const answered = await conversations.ask(conversation, {
      text: frame.text,
      askId: frame.askId,
      channel: 'web',
      rulesOnly,
      send: rulesOnly ? (event) => event.type === 'emergency' && send(event) : send,
    });
    if (rulesOnly) {
      send({
        type: 'error',
        askId: frame.askId,
        ...renderError(overloaded ? 'overloaded' : 'rate_limited'),
        reply: answered.reply,
      });
    }
  };

  ws.on('message', (data: Buffer, binary: boolean) => {
    alive = true;
    const frame = binary ? null : parseFrame(data);
    if (frame === 'too_large') {
      refuse('too_large');
      return close('too_large');
    }
    if (!frame) return refuse('bad_request');
    queue = queue
      .then(() => handle(frame))
      .catch((error: unknown) => {
        const code = codeOf(error);
        request.log[ERRORS[code].level]({ code, name: (error as Error).name }, '消息没有处理成');
        refuse(code, frame.type === 'ask' ? frame.askId : undefined);
      });
  });
  const ping = setInterval(() => {
    if (!alive) return ws.terminate();
    alive = false;
    ws.ping();
  }, PING_EVERY);
  ping.unref();
  ws.on('pong', () => {
    alive = true;
  });
  ws.on('close', () => clearInterval(ping));
  // an oversized or broken frame: ws closes the socket itself (1009, 1002)
  ws.on('error', (error: Error) => request.log.info({ code: (error as { code?: string }).code }, '连接出错'));
}

function parseFrame(data: Buffer): ClientFrame | 'too_large' | null {
  if (data.length > MAX_MESSAGE_BYTES) return 'too_large';
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    return Value.Check(ClientFrameSchema, value) ? value : null;
  } catch {
    return null;
  }
}
