import { defineConfig } from 'vitest/config';
import { toml } from '../../rig/toml.mjs';

export default defineConfig({
  plugins: [toml],
  test: {
    root: new URL('../../..', import.meta.url).pathname,
    include: ['test/elasticsearch/real/*.cluster.ts'],
    globalSetup: ['test/elasticsearch/real/setup.mjs', 'test/rig/bundle-cli.mjs'],
    testTimeout: 600_000,
  },
});
