import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { hashToken } from '../../chat/conversations.js';
import { AppError, renderError } from '../../errors.js';
import { AskBodySchema, AskResultSchema, ErrorSchema } from '../../protocol.js';
import { type ChannelParts, MAX_MESSAGE_BYTES } from '../channel.js';

/** How long an answer waits for its turn to be committed before it says `stored: false`, ms. */
const COMMIT_WAIT = 150;

/** POST /api/ask answers one turn whole. */
const ask: FastifyPluginAsyncTypebox<ChannelParts> = async (app, { conversations }) => {
  const schema = {
    summary: '问一句，答一轮',
    body: AskBodySchema,
    response: { 200: AskResultSchema, '4xx': ErrorSchema, '5xx': ErrorSchema },
  };
  app.post('/api/ask', { schema, bodyLimit: MAX_MESSAGE_BYTES }, async (request, reply) => {
    const { text, conversation: token, askId } = request.body;
    if (text.trim() === '') throw new AppError('empty_text');
    const allowance = await app.allowance(request, token && hashToken(token));
    if (allowance === 'blocked') throw new AppError('blocked');
    const limited = allowance === 'rules_only' || request.strained;
    const conversation = limited
      ? conversations.start()
      : token
        ? await conversations.resume(token)
        : conversations.start();
    const answered = await conversations.ask(conversation, {
      text,
      askId: askId ?? null,
      channel: request.headers.origin ? 'web' : 'api',
      rulesOnly: limited,
    });
    if (limited) {
      const code = request.strained ? 'overloaded' : 'rate_limited';
      return reply.status(request.strained ? 503 : 429).send({ ...renderError(code), reply: answered.reply });
    }
    const stored = await Promise.race([
      answered.committed.then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((r) => setTimeout(r, COMMIT_WAIT, false).unref()),
    ]);
    return { conversation: conversation.token ?? '', seq: answered.seq, stored, reply: answered.reply };
  });

  app.post(
    '/api/erase',
    {
      schema: {
        summary: '清除我的对话',
        body: Type.Object({ conversation: Type.String({ maxLength: 64 }) }, { additionalProperties: false }),
        response: { 200: Type.Object({ erased: Type.Boolean() }), '4xx': ErrorSchema, '5xx': ErrorSchema },
      },
      bodyLimit: MAX_MESSAGE_BYTES,
    },
    async (request) => {
      const conversation = await conversations.resume(request.body.conversation);
      await conversations.erase(conversation).catch((cause: unknown) => {
        throw new AppError('store_unavailable', { cause });
      });
      return { erased: true };
    },
  );
};
export default ask;
