import { describe, expect, it } from 'vitest';
import { loadConfig, SETTINGS } from '../../../server/config.js';

describe('configuration', () => {
  it('every value has a default', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      rateLimitPerMinute: 60,
      trustProxy: [],
      allowedOrigins: [],
      retentionDays: 180,
      conversationHours: 72,
      logLevel: 'info',
      vectorStore: 'hnsw',
    });
    expect(loadConfig({}).dataDir).toMatch(/\/data$/u);
  });
  it('an empty or blank value counts as not given', () => {
    expect(loadConfig({ PORT: '', HOST: '  ', LOG_LEVEL: ' ' })).toEqual(loadConfig({}));
  });
  it('is frozen', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });
  it('reads each value', () => {
    const config = loadConfig(
      {
        HOST: '0.0.0.0',
        PORT: '0',
        DATA_DIR: 'here',
        KNOWLEDGE_DIR: 'k',
        MODEL: '/m',
        EMBEDDERS: '3',
        RATE_LIMIT_PER_MINUTE: '0',
        TRUST_PROXY: '10.0.0.1, 192.168.0.0/16 ,::1,loopback',
        ALLOWED_ORIGINS: 'https://www.example.gov.cn, http://localhost:3000/',
        RETENTION_DAYS: '30',
        CONVERSATION_HOURS: '1',
        LOG_LEVEL: 'silent',
        MAX_EVENT_LOOP_DELAY: '50',
        VECTOR_STORE: 'memory',
      },
      '/somewhere',
    );
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/somewhere/here',
      knowledgeDir: '/somewhere/k',
      modelDir: '/m',
      embedders: 3,
      rateLimitPerMinute: 0,
      trustProxy: ['10.0.0.1', '192.168.0.0/16', '::1', 'loopback'],
      allowedOrigins: ['https://www.example.gov.cn', 'http://localhost:3000'],
      retentionDays: 30,
      conversationHours: 1,
      logLevel: 'silent',
      maxEventLoopDelay: 50,
      vectorStore: 'memory',
    });
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['EMBEDDERS', '0'],
    ['EMBEDDERS', 'many'],
    ['RATE_LIMIT_PER_MINUTE', '-5'],
    ['RATE_LIMIT_PER_MINUTE', '1e9'],
    ['TRUST_PROXY', 'nginx'],
    ['TRUST_PROXY', '10.0.0.0/64'],
    ['TRUST_PROXY', '10.0.0.1/'],
    ['ALLOWED_ORIGINS', 'example.gov.cn'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://example.gov.cn/path'],
    ['ALLOWED_ORIGINS', 'null'],
    ['RETENTION_DAYS', '0'],
    ['CONVERSATION_HOURS', '0'],
    ['LOG_LEVEL', 'loud'],
    ['MAX_EVENT_LOOP_DELAY', '5'],
    ['VECTOR_STORE', 'faiss'],
  ])('names a wrong value: %s=%s', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(
      new RegExp(`${name}.*${value.replace(/[*.?/]/gu, '\\$&')}`, 'u'),
    );
  });
  it('names every wrong value at once', () => {
    const wrong = { PORT: 'x', EMBEDDERS: '0', LOG_LEVEL: 'loud', TRUST_PROXY: 'nginx' };
    const message = (() => {
      try {
        loadConfig(wrong);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    for (const name of Object.keys(wrong)) expect(message).toContain(name);
  });
  it('the table names each setting once, with a default and what it is for', () => {
    expect(new Set(SETTINGS.map((s) => s.name)).size).toBe(SETTINGS.length);
    for (const s of SETTINGS) expect(s.about).toMatch(/\p{Script=Han}/u);
  });
});
