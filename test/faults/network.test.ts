import createKnex, { type Knex } from 'knex';
import { expect, it } from 'vitest';
import {
  checkSchema,
  createMapping,
  createMarketMapper,
  isMarketMappingError,
  type MarketMapper,
  runMigrations,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import {
  type HostileProxy,
  hostileProxyForThisTest,
  NETWORK_FAULTS,
  type NetworkFault,
} from '../support/hostile-proxy.js';
import { loggedCounts, NEVER } from '../support/mappers.js';
import { reportFault } from './report-fault.js';
import { replayable, SEED, seeded } from './seeded.js';

/** How many faults in all: two of three in a mapper's life, the others in migrations, which take longer. */
const FAULTS = Number(process.env.NETWORK_FAULTS ?? 24);
const TIMEOUT = 60_000 + FAULTS * 4_000;

/** Every kind of fault at every step, in an order of the seed, over again for as many as there are to be. */
function planFaults(count: number, steps: number, random: () => number): NetworkFault[] {
  const plan: NetworkFault[] = [];
  while (plan.length < count) {
    const round = NETWORK_FAULTS.flatMap(kind =>
      Array.from({ length: steps }, (_, at) => ({ kind, step: at + 1, amount: random(), order: random() })),
    );
    plan.push(...round.sort((a, b) => a.order - b.order).map(({ order: _, ...fault }) => fault));
  }
  return plan.slice(0, count);
}

function connect(url: string): Knex {
  const log = { warn: () => {}, error: () => {} };
  return createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 1 }, log, acquireConnectionTimeout: 10_000 });
}

/** Fails on anything that is not an error of the database that says so. */
function expectKnown(error: unknown): void {
  if (!isMarketMappingError(error)) throw error;
  expect(error.code).toBe('DATABASE');
}

async function openMapper(db: Knex): Promise<MarketMapper> {
  const options = { ...NEVER, listen: false, logger: { warn: () => {} } };
  try {
    return await createMarketMapper(db, options);
  } catch (error) {
    expectKnown(error);
    return createMarketMapper(db, options);
  }
}

/** Everything a mapper does on a connection: it loads the mappings, writes new markets and known ones, looks for changes, and ends. */
async function lifeOfMapper(url: string, market: string): Promise<void> {
  const db = connect(url);
  try {
    const mapper = await openMapper(db);
    const whole = () => expect(mapper.resolve('sportybet', '29')?.outcomeMapping).toHaveLength(2);
    whole();
    for (const externalMarketId of [market, 'known', market])
      mapper.recordUnmapped({ source: 'bet9ja', externalMarketId });
    expect(await mapper.flush()).toMatchObject({ pending: 0, error: null });
    await mapper.refresh().catch(expectKnown);
    whole();
    mapper.recordUnmapped({ source: 'bet9ja', externalMarketId: 'known' });
    await mapper.close();
    expect(mapper.stats()).toMatchObject({ pending: 0, flushed: 4, dropped: 0, rejected: 0 });
    whole();
  } finally {
    await db.destroy();
  }
}

async function stepsOf(proxy: HostileProxy, work: () => Promise<unknown>): Promise<number> {
  proxy.arm(null);
  await work();
  return proxy.steps;
}

it('a mapper counts every sighting once, at whichever step the network fails it', { timeout: TIMEOUT }, async () => {
  const { db, url } = await databaseForThisTest();
  await createMapping(db, newMapping());
  const proxy = await hostileProxyForThisTest(url);
  const steps = await stepsOf(proxy, () => lifeOfMapper(proxy.url, 'first'));
  const faults = planFaults(Math.ceil((FAULTS * 2) / 3), steps, seeded(SEED));
  let struck = 0;
  let slowest = 0;
  for (const [at, fault] of faults.entries()) {
    await replayable(`case ${at}: ${fault.kind} at step ${fault.step} of ${steps}`, async () => {
      proxy.arm(fault);
      const start = performance.now();
      await lifeOfMapper(proxy.url, `m${at}`);
      slowest = Math.max(slowest, performance.now() - start);
      if (proxy.hasStruck) struck++;
      const counts = await loggedCounts(db);
      expect({ one: counts[`m${at}`], known: counts.known }).toEqual({ one: 2, known: 2 * (at + 2) });
    });
  }
  // A life with fewer steps than the first one, where the name of a statement was known, may miss the last of them.
  expect(struck).toBeGreaterThan(faults.length * 0.8);
  const common = { injected: struck, lost: 0, twice: 0, wholeAgainMs: slowest };
  reportFault({
    promise: 'counted-once',
    fault: `delay, truncation, reset or silence at each of ${steps} steps`,
    ...common,
  });
  reportFault({ promise: 'whole-snapshot', fault: 'the same, while mappings are loaded', ...common });
});

it('a migration is whole or not there, at whichever step the network fails it', { timeout: TIMEOUT }, async () => {
  const first = await databaseForThisTest({ empty: true });
  const proxy = await hostileProxyForThisTest(first.url);
  const steps = await stepsOf(proxy, () => migrate(proxy.url));
  const faults = planFaults(Math.ceil(FAULTS / 3), steps, seeded(SEED + 1));
  let struck = 0;
  let slowest = 0;
  const { db, url } = await databaseForThisTest({ empty: true });
  const through = new URL(url);
  through.port = new URL(proxy.url).port;
  for (const [at, fault] of faults.entries()) {
    await replayable(`case ${at}: ${fault.kind} at step ${fault.step} of ${steps}`, async () => {
      const schema = `s${at}`;
      proxy.arm(fault);
      const start = performance.now();
      await migrate(through.toString(), schema);
      if (proxy.hasStruck) struck++;
      // The server may still be at the statement whose client has gone.
      await eventually(async () => {
        const { rows } = await db.raw(
          `select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        );
        expect(rows[0].count).toBe(0);
      });
      const { rows } = await db.raw(`select count(*)::int as count from pg_tables where schemaname = ?`, [schema]);
      const state = await checkSchema(db, { schema }).catch(() => null);
      if (rows[0].count > 0) expect(state).toMatchObject({ ok: true });
      await runMigrations(db, { schema });
      slowest = Math.max(slowest, performance.now() - start);
      expect(await checkSchema(db, { schema })).toMatchObject({ ok: true, pending: [] });
      await db.raw(`drop schema ${schema} cascade`);
    });
  }
  expect(struck).toBeGreaterThan(faults.length * 0.8);
  reportFault({
    promise: 'whole-migration',
    fault: `delay, truncation, reset or silence at each of ${steps} steps`,
    injected: struck,
    lost: 0,
    twice: 0,
    wholeAgainMs: slowest,
  });
});

/** Once, whatever comes of it. */
async function migrate(url: string, schema?: string): Promise<void> {
  const db = connect(url);
  try {
    await runMigrations(db, schema === undefined ? {} : { schema });
  } catch (error) {
    expectKnown(error);
  } finally {
    await db.destroy();
  }
}
