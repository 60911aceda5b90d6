import type { Knex } from 'knex';
import { releases, statementsOf, tellMappingChanges } from '../../migrations/index.js';
import { openEmbedded } from '../database/open-embedded.js';
import { requirePeer } from '../database/require-peer.js';
import { tablesFor } from '../database/tables.js';
import type { SchemaOption } from '../model/index.js';
import { runMigrations } from './migrate.js';

export type { SchemaOption };

export interface TestDatabaseOptions extends SchemaOption {
  /** `pglite` by default: a real Postgres. `pg-mem` starts in milliseconds but can do less; see `PG_MEM_CANNOT`. */
  engine?: 'pglite' | 'pg-mem';
}

/**
 * The functions of this library that throw on a database created with `{ engine: 'pg-mem' }`. All others read what your test
 * has inserted through knex. pg-mem also gets some things silently wrong: a transaction that is rolled back keeps its rows, and
 * other queries see them before the commit. Test what matters on the default engine, or on a server.
 */
export const PG_MEM_CANNOT = [
  'runMigrations',
  'planMigrations',
  'checkSchema',
  'repairSchema',
  'createMarketMapper',
  'createMapping',
  'updateMapping',
  'activateMapping',
  'deactivateMapping',
  'deleteMapping',
  'importMappings',
  'recordUnmappedMarket',
  'recordUnmappedMarkets',
  'getMappingAt',
  'diffMappings',
  'previewMapping',
  'revertChange',
  'pruneAuditLog',
  'updateUnmappedMarket',
  'updateUnmappedMarkets',
  'createIgnoreRule',
  'dismissFinding',
  'deleteIgnoreRule',
  'previewIgnoreRule',
  'pruneUnmapped',
  'mapUnmappedMarket',
  'mapUnmappedMarkets',
  'getStats',
  'listMappers',
] as const;

/**
 * Creates a migrated, empty in-memory database, for the unit tests of a service that uses this library. `await db.destroy()` ends it.
 * Needs the optional peer dependency of its engine: `@electric-sql/pglite`, or `pg-mem`.
 *
 * @param options `engine`: `pglite` by default; `schema`: `public` by default.
 * @throws `VALIDATION` for an unsafe schema name.
 *
 * @example
 * ```ts
 * import { recordUnmappedMarket } from 'market-mapping';
 * import { createTestDatabase } from 'market-mapping/testing';
 *
 * const db = await createTestDatabase();
 * const market = await recordUnmappedMarket(db, { source: 'betpawa', externalMarketId: '3743' });
 * console.log(market.isNew); // true
 * await db.destroy();
 * ```
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<Knex> {
  const { schema } = tablesFor<TestDatabaseOptions>(options, { engine: true });
  if (options.engine === 'pg-mem') return createInPgMem(schema);
  const db = await openEmbedded();
  await runMigrations(db, { schema });
  return db;
}

/** Indexes that pg-mem can't read, or that make it find nothing; and what it has not: triggers, functions, generated columns. */
const IN_VAIN =
  /^create index .*(?:\busing gin\b|\bcollate\b|idx_unmapped_by_|idx_audit_log_(?:renamed|kept_mapping))|^create (?:or replace function|trigger)|\bgenerated always\b/s;

async function createInPgMem(schema: string): Promise<Knex> {
  const { DataType, newDb }: typeof import('pg-mem') = requirePeer('pg-mem');
  const memory = newDb();
  memory.public.registerFunction({
    name: 'strpos',
    args: [DataType.text, DataType.text],
    returns: DataType.integer,
    implementation: (text: string, part: string) => text.indexOf(part) + 1,
  });
  if (schema !== 'public') memory.createSchema(schema);
  const db: Knex = memory.adapters.createKnex(0, { pool: { min: 0, max: 1 } });
  for (const { migration } of releases) {
    // pg-mem has no triggers, so their tables would be of no use.
    if (migration === tellMappingChanges) continue;
    for (const statement of statementsOf(migration, 'up', { schema, present: new Set() }, db)) {
      // It has no transaction ids, either: nothing that runs on it looks at them.
      if (!IN_VAIN.test(statement)) memory.public.none(statement.replaceAll(' xid8', ' text'));
    }
  }

  // pg-mem rejects queries with their own type parsers; it returns parsed values anyway.
  const connect = db.client.acquireRawConnection.bind(db.client);
  db.client.acquireRawConnection = async () => {
    const connection = await connect();
    const run = connection.query.bind(connection);
    connection.query = ({ types: _, ...query }: Record<string, unknown>, ...rest: unknown[]) => run(query, ...rest);
    return connection;
  };
  return db;
}
