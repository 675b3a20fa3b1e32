import { Type } from '@sinclair/typebox';
import fp from 'fastify-plugin';

export interface Readiness {
  /** rules and cards are loaded: emergencies are answered */
  answering: boolean;
  model: boolean;
  store: boolean;
}

/** live: the process runs. ready: it answers; what works only in part is named. */
export default fp<{ readiness: () => Readiness }>(
  async (app, { readiness }) => {
    app.get(
      '/health/live',
      { schema: { response: { 200: Type.Object({ status: Type.Literal('ok') }) } } },
      async () => ({
        status: 'ok' as const,
      }),
    );
    const schema = {
      response: {
        200: Type.Object({
          status: Type.String(),
          answering: Type.Boolean(),
          model: Type.Boolean(),
          store: Type.Boolean(),
        }),
      },
    };
    app.get('/health/ready', { schema }, async () => {
      const r = readiness();
      return { status: r.model && r.store ? 'ok' : 'degraded', ...r };
    });
  },
  { name: 'health', dependencies: ['errors'] },
);
