/** The app without a process: plugins, channels and pages in written order. Tests call this. */
import websocket from '@fastify/websocket';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { MAX_MESSAGE_BYTES } from './channels/channel.js';
import ask from './channels/web/ask.js';
import page from './channels/web/page.js';
import socket from './channels/web/socket.js';
import errors, { refuseAddress, refuseBroken } from './plugins/errors.js';
import health from './plugins/health.js';
import limits from './plugins/limits.js';
import metricsPlugin, { type Metrics } from './plugins/metrics.js';
import openapi from './plugins/openapi.js';
import pressure from './plugins/pressure.js';
import security from './plugins/security.js';
import type { Services } from './services.js';

export interface AppOptions {
  services: Services;
  metrics: Metrics;
  logger: FastifyBaseLogger | false;
  /** folder of the built page */
  pageDir: string;
}

export async function buildApp({ services, metrics, logger, pageDir }: AppOptions): Promise<FastifyInstance> {
  const { config, conversations, embedder, triageEmbedder, stores } = services;
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    bodyLimit: MAX_MESSAGE_BYTES,
    // a number is not a text: wrong types are refused, not turned into something nobody wrote
    ajv: { customOptions: { coerceTypes: false } },
    // Node would refuse a request without Host with an empty page
    http: { requireHostHeader: false },
    clientErrorHandler: refuseBroken,
    frameworkErrors: refuseAddress,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    // the address may hold nothing of a citizen, but a referrer might: only method, route and time are logged
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => Math.random().toString(36).slice(2, 10),
    forceCloseConnections: 'idle',
  });
  await app.register(errors);
  await app.register(security, { allowedOrigins: config.allowedOrigins });
  await app.register(pressure, { maxEventLoopDelay: config.maxEventLoopDelay });
  await app.register(limits, { perMinute: config.rateLimitPerMinute });
  await app.register(openapi);
  await app.register(metricsPlugin, { metrics });
  await app.register(health, {
    readiness: () => ({
      answering: true,
      model: embedder.available && triageEmbedder.available,
      store: stores?.healthy() ?? false,
    }),
  });
  await app.register(websocket, {
    options: { maxPayload: MAX_MESSAGE_BYTES * 2, perMessageDeflate: false },
    // a broken frame is the client's fault and already logged (socket.ts): no error, no stack in the log
    errorHandler: (error, ws, request) => {
      if (!(error as { code?: string }).code?.startsWith('WS_ERR_'))
        request.log.error({ name: error.name, stack: error.stack }, '连接出错');
      ws.terminate();
    },
  });
  await app.register(ask, { conversations });
  await app.register(socket, { conversations });
  await app.register(page, { pageDir });
  return app as unknown as FastifyInstance;
}
