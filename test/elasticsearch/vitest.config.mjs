import { defineConfig } from 'vitest/config';
import { toml } from '../rig/toml.mjs';

export default defineConfig({
  plugins: [toml],
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/elasticsearch/**/*.test.ts'],
    globalSetup: ['test/rig/bundle-cli.mjs', 'test/elasticsearch/rig/setup.mjs'],
    // One node serves all files, and a machine of CI has two cores.
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});
