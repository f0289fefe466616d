import { fileURLToPath } from 'node:url'
import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * `unit` runs in memory; `nuxt` mounts components and composables in the application's own runtime; `api` over real sockets against the built server; `browser` in a real Chromium; `guards` read the tree, and the statements
 * that the API tests left behind, so they run last (`npm test` sees to that).
 */
export default defineConfig({
  resolve: { alias: { '#shared': `${root}shared`, '#server': `${root}server` } },
  test: {
    // Servers and browsers are waited for more than they work: one file for each core.
    maxWorkers: '100%',
    projects: [
      // Some go through everything there is; a machine that is busy takes its time for it.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          setupFiles: 'tests/support/same-examples.ts',
          testTimeout: 60_000,
        },
      },
      await defineVitestProject({
        test: { name: 'nuxt', include: ['tests/nuxt/**/*.test.ts'], environment: 'nuxt' },
      }),
      {
        extends: true,
        test: {
          name: 'api',
          include: ['tests/api/**/*.test.ts'],
          globalSetup: 'tests/support/build-once.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Real sockets on a busy machine: what passes at its second try only, the reporter names.
          retry: 1,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: 'tests/support/build-once.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A whole browser beside a whole server: what passes at its second try only, the reporter names.
          retry: 1,
        },
      },
      { extends: true, test: { name: 'guards', include: ['tests/guards/**/*.test.ts'] } },
    ],
  },
})
