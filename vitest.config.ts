import { defineConfig } from 'vitest/config';

const limits = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } } };
// Where no file leaves anything behind in a module, loading the package once a worker spares a third of the time.
const shared = { ...limits, isolate: false };
const repository = { ...shared, include: ['test/repository/**/*.test.ts'] };

/** The repository suite runs on a server in two schemas, and once more on PGlite. */
export default defineConfig({
  test: {
    // Most of them wait for a database most of the time.
    maxWorkers: 3,
    maxConcurrency: 3,
    // At the root only: a project that extended it would start a server of its own.
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      { test: { ...shared, name: 'unit', include: ['test/{unit,real-data,types}/**/*.test.ts'] } },
      { test: { ...repository, name: 'repository' } },
      { test: { ...repository, name: 'repository-schema', env: { MARKET_MAPPING_TEST_SCHEMA: 'odds_mapping' } } },
      { test: { ...repository, name: 'repository-pglite', env: { MARKET_MAPPING_TEST_ENGINE: 'pglite' } } },
      { test: { ...repository, name: 'repository-pooled', env: { MARKET_MAPPING_TEST_POOLER: 'transaction' } } },
      { test: { ...repository, name: 'repository-session', env: { MARKET_MAPPING_TEST_POOLER: 'session' } } },
      { test: { ...limits, name: 'integration', include: ['test/integration/**/*.test.ts'] } },
      { test: { ...limits, name: 'command', include: ['test/{cli,documentation,examples,package}/**/*.test.ts'] } },
      {
        test: {
          ...limits,
          name: 'faults-quick',
          include: ['test/faults/{hostile-input,model,network,own-statements,scheduler}.test.ts'],
        },
      },
      { test: { ...limits, name: 'faults', include: ['test/faults/**/*.test.ts'] } },
      { test: { ...limits, name: 'chaos', include: ['test/chaos/**/*.test.ts'] } },
      { test: { ...limits, name: 'histories', include: ['test/histories/**/*.test.ts'] } },
      // In a real browser: says so and skips where no Chromium is, but not in CI.
      {
        test: {
          ...limits,
          name: 'page',
          include: ['test/page/**/*.test.ts', 'test/integration/page-hostile-input.test.ts'],
          env: { MARKET_MAPPING_HOSTILE: 'all' },
          testTimeout: 300_000,
        },
      },
    ],
  },
});
