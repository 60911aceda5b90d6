import { once } from 'node:events';
import createKnex from 'knex';
import { runMigrations } from '../../src/index.js';

/**
 * A service that starts: connects, says `ready`, and once it gets a line runs the migrations and prints the result as JSON. Started
 * by `processFile('migrate-process')`, so that tests have processes to race and to kill.
 */
const db = createKnex({ client: 'pg', connection: process.env.DATABASE_URL, pool: { min: 0, max: 1 } });
await db.raw('select 1');
console.log('ready');
await once(process.stdin, 'data');
process.stdin.destroy();
try {
  console.log(JSON.stringify(await runMigrations(db)));
} finally {
  await db.destroy();
}
