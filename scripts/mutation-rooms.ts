/** Each pure room with the unit tests that are about it: a mutant is only tried by those, so that the tests of a rule hold it by themselves. */
export const MUTATION_ROOMS: Readonly<Record<string, { readonly mutate: string; readonly tests: readonly string[] }>> =
  {
    prices: {
      mutate: 'src/prices/**/*.ts',
      tests: ['prices/*.test.ts', 'learn-source-ids.test.ts'],
    },
    rules: {
      mutate: 'src/rules/**/*.ts',
      tests: [
        '{binding,cache-budget,learn-outcome-ids,lines,loaded-mapping,mapping-index,mapping-index-patch,matching,names}.test.ts',
        '{outcome-matching,outcome-names,participants,sightings,without-sources-of}.test.ts',
        'rules/*.test.ts',
      ],
    },
    sources: {
      mutate: 'src/sources/**/*.ts',
      tests: ['sources/*.test.ts', 'known-options.test.ts'],
    },
    input: {
      mutate: 'src/input/**/*.ts',
      tests: ['input/*.test.ts', '{schemas,stored-market-id}.test.ts'],
    },
    mapper: {
      mutate:
        'src/mapper/{recorder,batch-writer,batch,sighting-buffer,held-sightings,written-markets,hints,recordable}.ts,' +
        'src/mapper/{backoff,emitter,health,outage,presence,turn-clock,with-deadline,freeze-mapping,loaded-conflicts}.ts,' +
        'src/unmapped/sightings.ts',
      tests: ['mapper/*.test.ts', '{backoff,emitter,health,outage,presence,sightings}.test.ts'],
    },
    history: {
      mutate: 'src/history/plan-revert.ts',
      tests: ['plan-revert.test.ts'],
    },
    triage: {
      mutate: 'src/triage/**/*.ts',
      tests: ['lint/*.test.ts', '{measure-coverage,suggest-mappings}.test.ts'],
    },
  };
