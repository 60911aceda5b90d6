/** For `npm run test:mutation`, which says what to mutate and keeps what it knows of each room. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  incremental: true,
  reporters: ['progress-append-only', 'clear-text', 'html'],
  htmlReporter: { fileName: 'coverage/mutation/report.html' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  // A mutant that loops is told by its time, and the machine may be busy.
  timeoutMS: 8_000,
  // What runs when a module is loaded (a table, a pattern) is tried only by loading everything again for each mutant.
  ignoreStatic: true,
  ignorePatterns: ['coverage', 'dist', 'api-reference', 'docs', 'bench', 'examples'],
};
