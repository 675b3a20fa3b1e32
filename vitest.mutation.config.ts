import { defineConfig } from 'vitest/config';

/**
 * What Stryker runs on each mutant of server/triage: the tests of the engine, without the build of the whole
 * product. The rule data has its own mutants (tests/long); the property test over all utterances is too slow here.
 */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/unit/triage/*.test.ts'],
    exclude: [
      'tests/unit/triage/rules.test.ts',
      'tests/unit/triage/rule-phrases.test.ts',
      'tests/unit/triage/same-screening.test.ts',
    ],
  },
});
