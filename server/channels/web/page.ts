import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';

/** The citizen's page and its script, built by `npm run build`. */
const page: FastifyPluginAsync<{ pageDir: string }> = async (app, { pageDir }) => {
  if (!existsSync(pageDir)) {
    app.log.warn('页面还没有构建，请先运行 npm run build');
    return;
  }
  await app.register(fastifyStatic, {
    root: pageDir,
    prefix: '/',
    cacheControl: true,
    maxAge: 0,
    etag: true,
  });
};
export default page;
