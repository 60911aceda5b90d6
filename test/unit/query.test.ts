import knex from 'knex';
import { expect, it } from 'vitest';
import { listMappings } from '../../src/index.js';

it('says what may be missing where knex has no connection to give', async () => {
  // As where an environment variable is not set.
  const unset: string | undefined = undefined;
  const db = knex({ client: 'pg', connection: unset });
  await expect(listMappings(db)).rejects.toMatchObject({
    code: 'DATABASE',
    message: expect.stringContaining('is DATABASE_URL set?'),
  });
  await db.destroy();
});
