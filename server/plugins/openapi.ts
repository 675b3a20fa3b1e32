import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';

/** OpenAPI at /docs (page) and /docs/json. */
export default fp(
  async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: '枫桥自助 fengqiao',
          description: '居民用自己的话提问，得到该找谁、怎么说、怎么做。拒绝时也总带着 110/119/120。',
          version: '0.1.0',
        },
      },
    });
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
    });
  },
  { name: 'openapi', dependencies: ['security'] },
);
