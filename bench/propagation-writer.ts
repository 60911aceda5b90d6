import { createInterface } from 'node:readline';
import createKnex from 'knex';
import { updateMapping } from 'market-mapping';
import { sharedNow } from './propagation.js';

/** The process that changes mappings: at each line of its input it makes a change, and says when it began and when it was committed. */
const db = createKnex({ client: 'pg', connection: process.env.PROPAGATION_WRITES_TO, pool: { min: 0, max: 2 } });
console.log('ready');
for await (const name of createInterface({ input: process.stdin })) {
  const began = sharedNow();
  await updateMapping(db, 'market_1', { name });
  console.log(JSON.stringify([began, sharedNow()]));
}
await db.destroy();
