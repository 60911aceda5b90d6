import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { memoryFolder, startPostgres } from '../../dev/postgres-server.js';
import { runMigrations } from '../../src/index.js';
import { ALTERNATIVE_SCHEMA, connect } from './databases.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection string to the server's own database. */
    serverUrl: string;
    /** The database that each test file gets a copy of. */
    templateName: string;
    /** Its major version. */
    serverVersion: number;
  }
}

/** One server for the whole run, and on it a migrated template that each test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? null : await startPostgres({}, { parent: await memoryFolder() });
  const url = given ?? server?.url() ?? '';
  const template = `market_mapping_template_${process.pid}`;
  await onServer(url, `create database ${template}`);
  const db = connect(url, template);
  await runMigrations(db);
  await db.raw('create schema ??', [ALTERNATIVE_SCHEMA]);
  await runMigrations(db, { schema: ALTERNATIVE_SCHEMA });
  const { rows } = await db.raw(`select current_setting('server_version_num')::int / 10000 as version`);
  await db.destroy();
  project.provide('serverUrl', url);
  project.provide('templateName', template);
  project.provide('serverVersion', rows[0].version);
  return async () => {
    if (server) await server.stop();
    else await onServer(url, `drop database ${template}`);
  };
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement);
  await client.end();
}
