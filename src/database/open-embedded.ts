import type { PGlite } from '@electric-sql/pglite';
import type { Knex } from 'knex';
import { assertKnownOptions } from '../input/known-options.js';
import { lockFolder } from './folder-lock.js';
import { requirePeer, requirePeerOutside } from './require-peer.js';

/**
 * Opens a Postgres inside this process (PGlite, an optional peer dependency), with nothing to install or start: for a first
 * look, a single small scraper, or tests. `destroy()` stops the engine as well. It serves this process only: while
 * a folder is open, nobody else can open it.
 *
 * The pool holds one connection, because the engine has one session. Inside `db.transaction(...)` use the transaction and never
 * `db`, which would wait for it forever.
 *
 * @param options `dataDir`: a folder for the data, created if it does not exist. Without it, everything stays in memory.
 * @throws `VALIDATION` for an option that it does not have; `DATABASE` if another process, or this one, has the folder open; what a dead process left behind is taken over.
 *
 * @example
 * ```ts
 * import { runMigrations } from 'market-mapping';
 * import { openEmbedded } from 'market-mapping/embedded';
 *
 * const db = await openEmbedded({ dataDir: './market-mapping-data' });
 * await runMigrations(db);
 * await db.destroy();
 * ```
 */
export async function openEmbedded(options: { dataDir?: string } = {}): Promise<Knex> {
  assertKnownOptions(options, ['dataDir']);
  const { PGlite }: typeof import('@electric-sql/pglite') = requirePeerOutside('@electric-sql/pglite');
  const { dataDir } = options;
  const folder = folderOf(dataDir);
  const release = folder === null ? () => {} : await lockFolder(folder);
  try {
    return knexOn(await PGlite.create(dataDir), release);
  } catch (error) {
    release();
    throw error;
  }
}

/** The folder on disk that PGlite keeps its data in; null where it keeps them elsewhere. */
function folderOf(dataDir: string | undefined): string | null {
  if (dataDir === undefined || dataDir === '' || /^(memory|idb|opfs-ahp):\/\//.test(dataDir)) return null;
  return dataDir.replace(/^file:\/\//, '');
}

/** knex's own pg dialect on a PGlite, which stops with it. */
export function knexOn(engine: PGlite, onClosed: () => void = () => {}): Knex {
  const createKnex: typeof import('knex').default = requirePeer('knex');
  const { createPgConfig }: typeof import('@electric-sql/pglite/node-postgres') = requirePeer(
    '@electric-sql/pglite/node-postgres',
  );
  const db = createKnex({ client: 'pg', connection: () => createPgConfig(engine), pool: { min: 0, max: 1 } });
  // knex doesn't know that the engine lives here, and its own `destroy` can't be replaced on the instance.
  const endPool: () => Promise<void> = db.client.destroy.bind(db.client);
  db.client.destroy = async (callback?: () => void) => {
    await endPool();
    if (!engine.closed) await engine.close();
    onClosed();
    callback?.();
  };
  return db;
}
