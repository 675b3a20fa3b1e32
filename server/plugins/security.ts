import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';
import { AppError } from '../errors.js';

/** The one path that may become a socket. */
const SOCKET_PATH = '/api/chat';
/** The WeChat mini-program's requests carry this origin. */
const MINI_PROGRAM = 'https://servicewechat.com';

export interface SecurityOptions {
  allowedOrigins: string[];
}

/** Our own page, the listed sites and the mini-program may talk to us; no Origin at all is an API client. */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: string[],
): boolean {
  if (origin === undefined) return true;
  if (origin === MINI_PROGRAM || allowed.includes(origin)) return true;
  try {
    return host !== undefined && new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** Security headers, CORS by allow-list, and the Origin of each upgrade and POST held against the same list. */
export default fp<SecurityOptions>(
  async (app, { allowedOrigins }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      referrerPolicy: { policy: 'no-referrer' },
    });
    await app.register(cors, {
      origin: allowedOrigins,
      methods: ['GET', 'POST'],
      maxAge: 600,
      // a preflight without its headers gets a plain answer, not a refusal in English
      strictPreflight: false,
    });
    app.addHook('onRequest', async (request) => {
      const upgrade = request.headers.upgrade !== undefined;
      // an upgrade elsewhere would be logged with its address by the socket plugin
      if (upgrade && request.routeOptions.url !== SOCKET_PATH) throw new AppError('not_found');
      if (request.method !== 'POST' && !upgrade) return;
      if (!isAllowedOrigin(request.headers.origin, request.headers.host, allowedOrigins)) {
        throw new AppError('forbidden_origin');
      }
    });
    // an upgrade that was answered with words: nobody else closes its socket, and it would hold up the shutdown
    app.addHook('onResponse', async (request) => {
      if (request.headers.upgrade !== undefined) request.raw.socket.destroySoon();
    });
  },
  { name: 'security', dependencies: ['errors'] },
);
