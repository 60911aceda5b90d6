import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import createKnex, { type Knex } from 'knex';
import { createMapping, createMarketMapper, runMigrations, updateMapping } from 'market-mapping';
import { startPostgres } from '../dev/postgres-server.js';

/**
 * How long a change that one process commits takes to show in the mapper of another: `node --import tsx bench/propagation.ts
 * [changes] [mappings]`. On a server of its own, or that of DATABASE_URL, whose database must be empty.
 *
 * Both processes read the monotonic clock of the machine. The interval of the mapper is an hour: what it sees it was notified of.
 */
const CHANGES = Number(process.argv[2] ?? 500);
const MAPPINGS = Number(process.argv[3] ?? 500);

/** Milliseconds by a clock that all processes of the machine share. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function connect(url: string): Knex {
  return createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 2 } });
}

/** The process that writes: at each line of its input it makes a change, and says when it began and when it was committed. */
async function write(url: string): Promise<void> {
  const db = connect(url);
  console.log('ready');
  for await (const name of createInterface({ input: process.stdin })) {
    const began = now();
    await updateMapping(db, 'mapping_1', { name });
    console.log(JSON.stringify([began, now()]));
  }
  await db.destroy();
}

/** The process that listens. */
async function measure(url: string): Promise<void> {
  const db = connect(url);
  await runMigrations(db);
  for (let at = 1; at <= MAPPINGS; at++) {
    const outcomeMapping = ['home', 'draw', 'away'].map((canonicalId, position) => ({
      canonicalId,
      betpawaName: canonicalId,
      sportybetDesc: canonicalId,
      bet9jaSuffix: canonicalId,
      position,
    }));
    await createMapping(db, { canonicalId: `mapping_${at}`, name: '-', sportybetId: String(at), outcomeMapping });
  }
  const mapper = await createMarketMapper(db, { refreshIntervalMs: 3_600_000 });
  if (mapper.stats().propagation !== 'listening') throw new Error('this database does not deliver notifications');
  const writer = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url)], {
    env: { ...process.env, PROPAGATION_WRITES_TO: url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = createInterface({ input: writer.stdout })[Symbol.asyncIterator]();
  await said.next();

  const fromCall: number[] = [];
  const fromCommit: number[] = [];
  for (let change = 1; change <= CHANGES; change++) {
    const name = `change ${change}`;
    const visible = visibleAt(mapper, name);
    writer.stdin.write(`${name}\n`);
    const [began, committed]: [number, number] = JSON.parse((await said.next()).value);
    const at = await visible;
    fromCall.push(at - began);
    // The notification may come before the answer to the one who caused it.
    fromCommit.push(Math.max(at - committed, 0));
    await sleep(Math.random() * 20);
  }
  print(`${CHANGES} changes among ${MAPPINGS} mappings, from the call of updateMapping to the new snapshot`, fromCall);
  print('the same from the moment at which the writer knew of its commit', fromCommit);
  await end(writer);
  await mapper.close();
  await db.destroy();
}

/** When the mapper first answers with the new name. */
function visibleAt(mapper: Awaited<ReturnType<typeof createMarketMapper>>, name: string): Promise<number> {
  return new Promise(resolve => {
    const look = () => {
      if (mapper.resolve('sportybet', '1')?.name !== name) return;
      mapper.off('refreshed', look);
      resolve(now());
    };
    mapper.on('refreshed', look);
  });
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

function print(what: string, milliseconds: number[]): void {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
  const figures = Object.entries({ p50: 0.5, p95: 0.95, p99: 0.99, max: 1 }).map(
    ([name, share]) => `${name} ${percentile(share).toFixed(1)} ms`,
  );
  console.log(`${what}: ${figures.join(', ')}`);
}

const writesTo = process.env.PROPAGATION_WRITES_TO;
if (writesTo) await write(writesTo);
else if (process.env.DATABASE_URL) await measure(process.env.DATABASE_URL);
else {
  const server = await startPostgres();
  try {
    await measure(server.url());
  } finally {
    await server.stop();
  }
}
