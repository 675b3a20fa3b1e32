import underPressure from '@fastify/under-pressure';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyRequest {
    /** the process is overloaded: answer with the rules alone */
    strained: boolean;
  }
}

/** Under load nothing is refused outright: a question still gets the rules' answer. */
export default fp<{ maxEventLoopDelay: number }>(
  async (app, { maxEventLoopDelay }) => {
    app.decorateRequest('strained', false);
    await app.register(underPressure, {
      maxEventLoopDelay,
      sampleInterval: 500,
      pressureHandler: (request) => {
        request.strained = true;
      },
    });
  },
  { name: 'pressure', dependencies: ['errors'] },
);
