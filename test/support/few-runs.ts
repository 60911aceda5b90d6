import fc from 'fast-check';

/** For runs that repeat the same test for thousands of mutants. */
fc.configureGlobal({ numRuns: 25, interruptAfterTimeLimit: 100 });
