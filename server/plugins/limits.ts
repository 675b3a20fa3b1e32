import rateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/** What a caller over the limit still gets: rules-only answers, and far over it a constant page. */
export type Allowance = 'full' | 'rules_only' | 'blocked';
const FAR_OVER = 10;

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts one question of this address (and conversation) and says what it may still have. */
    allowance(request: FastifyRequest, conversation?: string): Promise<Allowance>;
  }
  interface FastifyRequest {
    limitKey?: string;
  }
}

/** Rate limits per address and per conversation, counted when a question is asked, after its body was parsed. */
export default fp<{ perMinute: number }>(
  async (app, { perMinute }) => {
    await app.register(rateLimit, { global: false });
    app.decorateRequest('limitKey', undefined);
    if (perMinute === 0) {
      app.decorate('allowance', async () => 'full' as const);
      return;
    }
    const limiter = (max: number) => {
      const options: CreateRateLimitOptions = {
        max,
        timeWindow: 60_000,
        keyGenerator: (request) => request.limitKey ?? request.ip,
      };
      return app.createRateLimit(options);
    };
    const near = limiter(perMinute);
    const far = limiter(perMinute * FAR_OVER);
    const over = async (
      check: ReturnType<typeof limiter>,
      request: FastifyRequest,
      key: string,
    ): Promise<boolean> => {
      request.limitKey = key;
      const result = await check(request);
      return !result.isAllowed && result.isExceeded;
    };
    app.decorate('allowance', async (request: FastifyRequest, conversation?: string) => {
      const { ip } = request;
      if (await over(far, request, `ip:${ip}`)) return 'blocked' as const;
      let tooMany = await over(near, request, `ip:${ip}`);
      if (conversation) tooMany = (await over(near, request, `c:${conversation}`)) || tooMany;
      return tooMany ? ('rules_only' as const) : ('full' as const);
    });
  },
  { name: 'limits', dependencies: ['errors'] },
);
