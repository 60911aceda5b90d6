import { randomBytes } from 'node:crypto';
import createKnex, { type Knex } from 'knex';
import { inject, onTestFinished } from 'vitest';
import { admin, databaseForThisTest, type TestDatabase } from './databases.js';

/** A role, and a connection as it. */
export interface Login {
  readonly role: string;
  readonly as: Knex;
}

/** An empty database, and new roles that may do nothing there but connect; all gone with the test. */
export async function databaseWithRoles(
  names: readonly string[],
): Promise<{ database: TestDatabase; logins: Login[] }> {
  const serverUrl = inject('serverUrl');
  const made = names.map(name => ({ name, password: randomBytes(16).toString('hex') }));
  for (const { name, password } of made) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await admin(serverUrl, `create role ${quoted} login password '${password}'`);
    // What ends last is registered first: a role that owns tables can't be dropped before its database.
    onTestFinished(() => admin(serverUrl, `drop role ${quoted}`));
  }
  const database = await databaseForThisTest({ empty: true });
  const logins = made.map(({ name, password }) => {
    const { hostname: host, port, pathname } = new URL(database.url);
    const connection = { host, port: Number(port), database: pathname.slice(1), user: name, password };
    const as = createKnex({ client: 'pg', connection, pool: { min: 0, max: 4 } });
    onTestFinished(() => as.destroy());
    return { role: name, as };
  });
  return { database, logins };
}

/** The name of a role that no other test has. */
export function newRole(job: string): string {
  return `mm_${job}_${randomBytes(8).toString('hex')}`;
}
