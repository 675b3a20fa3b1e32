import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { codeOf, ERRORS, type ErrorCode, renderError } from '../errors.js';

/**
 * Refusals before a route is known: what is not HTTP, headers too long, too slow a request. Node gives only
 * the socket, so the answer is written by hand; it carries the lines like every other.
 */
export function refuseBroken(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code: ErrorCode = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'slow_client' : 'bad_request';
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : ERRORS[code].status;
  const body = JSON.stringify(renderError(code));
  if (socket.writable) {
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}

/** An address that cannot be read (/%ff): Fastify asks nobody else. */
export function refuseAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  request.log.info({ code: 'bad_request' }, '请求被拒绝');
  void reply.status(ERRORS.bad_request.status).send(renderError('bad_request'));
}

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
    // Node would answer an unknown Expect with an empty 417; it may be ignored, and then the citizen is answered
    app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
    app.setNotFoundHandler((request, reply) => {
      request.log.info({ code: 'not_found' }, '请求被拒绝');
      return reply.status(404).send(renderError('not_found'));
    });
  },
  { name: 'errors' },
);
