import { defineConfig } from 'vitest/config';
import { toml } from '../rig/toml.mjs';

export default defineConfig({
  plugins: [toml],
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/aws/**/*.test.ts'],
    globalSetup: ['test/rig/bundle-cli.mjs', 'test/aws/rig/setup.mjs'],
    // One API for all files, emptied between tests.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
