import { createInterface } from 'node:readline';
import createKnex from 'knex';
import { createMarketMapper, type MarketMapperOptions, updateMapping } from '../../src/index.js';

/**
 * A service with a mapper. Started by `processFile('mapper-process')`, with DATABASE_URL and MAPPER_OPTIONS, so that tests have
 * processes to kill and to wait for. It says `ready`, then takes commands, one a line, and answers each in one line.
 */
export type Command =
  | { do: 'record'; externalMarketId: string; times: number }
  | { do: 'flush' | 'stats' | 'close' }
  | { do: 'update'; canonicalId: string; name: string }
  /** Lets go of everything but the mapper: the process must end by itself. */
  | { do: 'leave' };

const db = createKnex({
  client: 'pg',
  connection: process.env.DATABASE_URL,
  pool: { min: 0, max: 2, idleTimeoutMillis: 1, reapIntervalMillis: 1 },
});
const options: MarketMapperOptions = JSON.parse(process.env.MAPPER_OPTIONS ?? '{}');
const mapper = await createMarketMapper(db, options);

async function carryOut(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'record':
      for (let at = 0; at < command.times; at++) {
        mapper.recordUnmapped({ source: 'sportybet', externalMarketId: command.externalMarketId });
      }
      return mapper.stats();
    case 'flush':
      return mapper.flush();
    case 'stats':
      return mapper.stats();
    case 'close':
      return mapper.close();
    case 'update':
      return updateMapping(db, command.canonicalId, { name: command.name });
    case 'leave':
      lines.close();
      process.stdin.destroy();
      return db.destroy();
  }
}

console.log('ready');
const lines = createInterface({ input: process.stdin });
lines.on('line', line => {
  carryOut(JSON.parse(line)).then(
    answer => console.log(JSON.stringify(answer ?? null)),
    error => {
      console.error(error);
      process.exit(1);
    },
  );
});
