import { defineConfig } from 'vitest/config';

/**
 * The long tests, one file after another: they measure times and memory. `npm run test:long` runs them at full
 * size and writes docs/measured/; with LONG_SLICE=1 (CI) they run a small seeded slice and write nothing.
 */
export default defineConfig({
  test: {
    environment: 'node',
    env: { LONG: '1' },
    include: ['tests/long/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 7_200_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
