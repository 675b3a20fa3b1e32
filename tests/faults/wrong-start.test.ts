/** A start that cannot succeed ends at once and says why, naming each wrong value. */
import { createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { runToExit } from './server-process.js';
import { temporary, tidyUp } from './tidy-up.js';

afterAll(tidyUp);

test('wrong configuration: every wrong value is named', { timeout: 60_000 }, async () => {
  const wrong = {
    PORT: '99999',
    RATE_LIMIT_PER_MINUTE: '-1',
    RETENTION_DAYS: 'half a year',
    EMBEDDERS: '0',
    CONVERSATION_HOURS: '1.5',
    LOG_LEVEL: 'loud',
    MAX_EVENT_LOOP_DELAY: 'NaN',
    VECTOR_STORE: 'postgres',
    TRUST_PROXY: 'everyone',
    ALLOWED_ORIGINS: 'https://ok.example.cn, not a site',
  };
  const { code, output } = await runToExit(temporary('data'), wrong);
  expect(code).toBe(1);
  expect(output).toMatch(/配置有误，服务没有启动/u);
  for (const name of Object.keys(wrong)) expect(output).toContain(`- ${name}`);
  expect(output).not.toMatch(/^\s+at /mu);
});

test('the port is in use', { timeout: 90_000 }, async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const { code, output } = await runToExit(temporary('data'), { PORT: String(port) });
  other.close();
  expect(code).toBe(1);
  expect(output).toContain(`端口 ${port} 已被占用`);
  expect(output).not.toMatch(/^\s+at /mu);
});

test('the address is not ours', { timeout: 90_000 }, async () => {
  const { code, output } = await runToExit(temporary('data'), { HOST: '203.0.113.7' });
  expect(code).toBe(1);
  expect(output).toContain('HOST=203.0.113.7');
  expect(output).not.toMatch(/^\s+at /mu);
});
