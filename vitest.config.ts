import { defineConfig } from 'vitest/config';

/** Unit, app, acceptance and browser tests. Files run in processes of their own, two at a time (the target machine has two cores). */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/long/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    sequence: { shuffle: { tests: false, files: true } },
  },
});
