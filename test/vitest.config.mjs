import { defineConfig } from 'vitest/config';
import { toml } from './rig/toml.mjs';

export default defineConfig({
  plugins: [toml],
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/unit/**/*.test.ts'],
    globalSetup: ['test/rig/bundle-cli.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
