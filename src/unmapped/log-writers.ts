import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';

const PATIENCE = { attempts: 40, waitMs: 25 };

/** The transactions that may be writing to the log: a statement holds this lock before it looks at any row. */
export async function writersOf(db: Db, { schema, unmapped }: Tables): Promise<string[]> {
  const rows = await query<{ writer: string }>(
    db,
    schema,
    `select distinct virtualtransaction as writer from pg_locks
     where locktype = 'relation' and mode = 'RowExclusiveLock' and relation = $1::regclass and pid <> pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())`,
    [unmapped],
  );
  return rows.map(({ writer }) => writer);
}

/** Waits until some transactions have ended, for a second at the most: a person's may stay open for hours. */
export async function writersHaveEnded(db: Db, tables: Tables, writers: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < PATIENCE.attempts; attempt++) {
    const running = new Set(await writersOf(db, tables));
    if (!writers.some(writer => running.has(writer))) return;
    await sleep(PATIENCE.waitMs);
  }
}
