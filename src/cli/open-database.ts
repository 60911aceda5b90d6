import { existsSync } from 'node:fs';
import path from 'node:path';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import { FileError, UsageError } from './explain-error.js';

/** Connects to the database of a URL, whatever form node-postgres takes it in; nothing is sent before the first query. */
export function openDatabase(url: string | undefined): Knex {
  if (url === undefined || url === '') throw new UsageError('give --database-url or --data-dir, or set DATABASE_URL');
  if (!isDatabaseUrl(url)) {
    // Not repeated: it may hold a password.
    throw new UsageError(
      'the database URL must look like postgres://user:password@host:5432/database, or for a socket postgres:///database?host=/folder',
    );
  }
  const silent = () => {};
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'market-mapping', connectionTimeoutMillis: 10_000 },
    pool: { min: 0, max: 2 },
    // What goes wrong is told once, by the error that the call ends with.
    log: { warn: silent, error: silent, deprecate: silent, debug: silent },
  });
}

/** Opens a folder of `openEmbedded`, which nothing else may have open; none is created, since a mistyped name would be an empty database. */
export async function openFolder(folder: string): Promise<Knex> {
  if (!existsSync(path.join(folder, 'PG_VERSION'))) {
    throw new FileError(`${folder} holds no database: --data-dir is the dataDir that a service gives openEmbedded`);
  }
  const { openEmbedded } = await import('market-mapping/embedded');
  return openEmbedded({ dataDir: folder });
}

/** The driver reads any word as the name of a database on this machine, which is more often a mistake; the rest it decides. */
function isDatabaseUrl(url: string): boolean {
  if (!/^(postgres(ql)?:\/\/|socket:|\/)/.test(url)) return false;
  try {
    new pg.Client({ connectionString: url });
    return true;
  } catch {
    return false;
  }
}
