/** What the library promises, in the words of docs/promises.md; `test/unit/promises.test.ts` compares the two. */
export const PROMISES = {
  'counted-once':
    'Every sighting that a mapper accepted is written exactly once, whatever happens to its connections and to the server.',
  failover:
    'After a failover to a synchronous standby nothing that was acknowledged is missing, and nothing is there twice.',
  'asynchronous-failover':
    'After a failover to an asynchronous standby exactly what had not been replicated is missing, and nothing is there twice.',
  standby: 'On a read-only standby reads work, and a write is a `DATABASE` error that says so.',
  'logical-subscriber':
    'After a cutover to a logical subscriber the next write says which sequence to set, and once it is set everything works.',
  'scraper-first': 'Resolving and recording go on in memory, and never throw or wait, while the database is away.',
  'whole-snapshot': 'A mapper answers from one whole snapshot; a load that is cut off leaves the last one in place.',
  'whole-migration':
    'A migration that is cut off at any point leaves nothing behind, and the next call of `runMigrations` completes it.',
  upgrade: 'A release and the one before it work beside each other on one database, in either order of deployment.',
  'whole-change':
    'A change and its audit row are in the database together or not at all, and each old value is the new value before it.',
  bounded: 'Locks that others hold for long cost bounded memory and connections, and `close()` ends within its time.',
  'hostile-input': 'Whatever a public function is given, it answers rightly or with a typed error, in bounded time.',
  parameters: 'No text that reaches the library becomes part of a statement: values go beside it as parameters.',
  poolers: 'Everything works through PgBouncer, in transaction mode and in session mode.',
  versions: 'Everything works on Postgres 14 to 18 and on Node 20, 22 and 24.',
  supply: 'The package has no install scripts and at most two runtime dependencies.',
} as const;

export type PromiseId = keyof typeof PROMISES;
