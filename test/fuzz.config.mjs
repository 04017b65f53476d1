import { defineConfig } from 'vitest/config';

/** `npm run fuzz`: the tests of damaged input at length. FUZZ_RUNS and FUZZ_SEED change what is run. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/unit/records/fuzz.test.ts', 'test/unit/esql/fuzz.test.ts', 'test/unit/esql/laws.test.ts'],
    env: { FUZZ_RUNS: process.env.FUZZ_RUNS ?? '100000' },
    testTimeout: 600_000,
  },
});
