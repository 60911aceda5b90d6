import { defineConfig } from 'vitest/config';
import { MUTATION_ROOMS } from './scripts/mutation-rooms.js';

const room = MUTATION_ROOMS[process.env.MUTATION_ROOM ?? ''];

/** The unit tests of one room, for Stryker: no server, no build, nothing that takes seconds for each mutant. */
export default defineConfig({
  test: {
    include: (room?.tests ?? ['**/*.test.ts']).map(pattern => `test/unit/${pattern}`),
    exclude: ['test/unit/lint/lint-page.test.ts', 'test/unit/prices/price-fault-rates.test.ts'],
    setupFiles: ['test/support/few-runs.ts'],
    testTimeout: 60_000,
    // They keep nothing between them, and loading the package takes longer than most of them.
    isolate: false,
  },
});
