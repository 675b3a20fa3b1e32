import fp from 'fastify-plugin';
import { codeOf, ERRORS, renderError } from '../errors.js';

/** One error handler: code, status and text from the table; the log names the code, never the text of a citizen. */
export default fp(
  async (app) => {
    app.setErrorHandler((error: unknown, request, reply) => {
      const code = codeOf(error);
      const { status, level } = ERRORS[code];
      const detail =
        code === 'internal' && error instanceof Error ? { name: error.name, stack: error.stack } : {};
      request.log[level]({ code, route: request.routeOptions.url, ...detail }, '请求被拒绝');
      return reply.status(status).send(renderError(code));
    });
    app.setNotFoundHandler((request, reply) => {
      request.log.info({ code: 'not_found' }, '请求被拒绝');
      return reply.status(404).send(renderError('not_found'));
    });
  },
  { name: 'errors' },
);
