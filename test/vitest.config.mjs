import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/unit/**/*.test.ts'],
    globalSetup: ['test/rig/bundle-cli.mjs'],
    testTimeout: 60_000,
  },
});
