import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type PostgresServer, startPostgres } from '../../dev/postgres-server.js';
import {
  createMapping,
  getMapping,
  getStats,
  isMarketMappingError,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  resolveMapping,
  runMigrations,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { connectTo, openMapper, type WatchedMapper } from '../support/mappers.js';
import { type MovableAddress, movableAddressForThisTest } from '../support/movable-address.js';
import { errorOf, UNMAPPED } from '../support/repository-suite.js';
import { reportFault } from './report-fault.js';

const ROUNDS = Number(process.env.FAILOVERS ?? 6);
const WORKING_MS = 700;

/** A primary with a streaming standby, and one address for whoever uses them. */
interface Cluster {
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  readonly address: MovableAddress;
}

async function startCluster(kind: 'synchronous' | 'asynchronous'): Promise<Cluster> {
  const primary = await startPostgres({ max_connections: '60', wal_keep_size: '256MB' });
  onTestFinished(() => primary.stop());
  await using(primary.url(), async db => {
    await runMigrations(db);
    await createMapping(db, newMapping());
  });
  const standby = await primary.startStandby('standby');
  onTestFinished(() => standby.stop());
  await using(primary.url(), async db => {
    await eventually(async () => {
      const { rows } = await db.raw(`select state from pg_stat_replication`);
      expect(rows).toEqual([{ state: 'streaming' }]);
    });
    if (kind === 'synchronous') {
      await db.raw(`alter system set synchronous_standby_names = 'standby'`);
      await db.raw('select pg_reload_conf()');
      await eventually(async () => {
        const { rows } = await db.raw('select sync_state from pg_stat_replication');
        expect(rows).toEqual([{ sync_state: 'sync' }]);
      });
    }
  });
  return { primary, standby, address: await movableAddressForThisTest(primary.url()) };
}

async function using<T>(url: string, work: (db: Knex) => Promise<T>): Promise<T> {
  const db = connectTo(url);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** The primary loses power, the standby takes over, and the address leads to it. Returns when that happened. */
async function failOver({ primary, standby, address }: Cluster): Promise<number> {
  await primary.kill();
  await using(standby.url(), db => db.raw('select pg_promote()'));
  address.moveTo(standby.url());
  return performance.now();
}

/** Services at work through one address: they create and update mappings, and their mappers record. */
class Services {
  /** Mappings whose creation was tried, and those of them that were acknowledged. */
  readonly tried = new Set<string>();
  readonly created = new Set<string>();
  /** The priority that an update of the shared mapping was last acknowledged with. */
  acknowledgedPriority = 0;
  triedPriority = 0;
  told = new Map<string, number>();
  readonly #work: Promise<unknown>;
  #isDone = false;
  #isPaused = false;
  #busy = 0;

  constructor(
    private readonly db: Knex,
    readonly mappers: readonly WatchedMapper[],
  ) {
    this.#work = Promise.all([this.#create(), this.#create(), this.#update(), this.#record()]);
  }

  get total(): number {
    return [...this.told.values()].reduce((sum, count) => sum + count, 0);
  }

  get flushed(): number {
    return this.mappers.reduce((sum, { mapper }) => sum + mapper.stats().flushed, 0);
  }

  /** Nothing is on its way when this resolves. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await eventually(() => expect(this.#busy).toBe(0));
    for (const { mapper } of this.mappers) expect(await mapper.flush()).toMatchObject({ pending: 0 });
  }

  resume(): void {
    this.#isPaused = false;
  }

  async stop(): Promise<void> {
    this.#isDone = true;
    await this.#work;
  }

  /** As a caller does that is told DATABASE: it looks whether its change is there, and else repeats it. */
  async #create(): Promise<void> {
    await this.#loop(async () => {
      const canonicalId = `m${this.tried.size}`;
      this.tried.add(canonicalId);
      await createMapping(
        this.db,
        newMapping({ canonicalId, betpawaId: canonicalId, sportybetId: null, bet9jaKey: null }),
      );
      this.created.add(canonicalId);
    });
  }

  async #update(): Promise<void> {
    await this.#loop(async () => {
      const priority = ++this.triedPriority;
      await updateMapping(this.db, 'btts_ft', { priority });
      this.acknowledgedPriority = priority;
    });
  }

  async #loop(act: () => Promise<void>): Promise<void> {
    while (!this.#isDone) {
      if (!this.#isPaused) {
        this.#busy++;
        try {
          await act();
        } catch (error) {
          // Anything but one of ours is a finding.
          if (!isMarketMappingError(error) || error.code !== 'DATABASE') throw error;
        } finally {
          this.#busy--;
        }
      }
      await sleep(5);
    }
  }

  async #record(): Promise<void> {
    for (let round = 0; !this.#isDone; round++) {
      if (!this.#isPaused) {
        for (const [at, { mapper }] of this.mappers.entries()) {
          // New ones all the time, and known ones.
          const externalMarketId = round % 2 === 0 ? `new ${round} ${at}` : `known ${round % 20}`;
          mapper.recordUnmapped({ source: 'bet9ja', externalMarketId });
          this.told.set(externalMarketId, (this.told.get(externalMarketId) ?? 0) + 1);
          expect(mapper.resolve('sportybet', '29')?.canonicalId).toBe('btts_ft');
        }
      }
      await sleep(2);
    }
  }
}

async function startServices({ address }: Cluster): Promise<Services> {
  const db = connectTo(address.url, { acquireConnectionTimeout: 5_000 });
  const options = { listen: true, flushIntervalMs: 20, countIntervalMs: 20 };
  const mappers = [
    await openMapper(connectTo(address.url), options),
    await openMapper(connectTo(address.url), options),
  ];
  return new Services(db, mappers);
}

async function countsOf(db: Knex): Promise<Map<string, number>> {
  const { rows } = await db.raw(`select external_market_id as id, occurrence_count as count from ${UNMAPPED}`);
  return new Map(rows.map((row: { id: string; count: number }) => [row.id, Number(row.count)]));
}

/** The canonical ids of the mappings, each with exactly one CREATE row; old values follow new ones. */
async function mappingsIn(db: Knex): Promise<Set<string>> {
  const { rows } = await db.raw(
    `select canonical_id, (select count(*)::int from mapping_audit_log a
       where a.canonical_id = m.canonical_id and a.action = 'CREATE') as creations from user_market_mappings m`,
  );
  for (const { canonical_id, creations } of rows) expect([canonical_id, creations]).toEqual([canonical_id, 1]);
  const broken = await db.raw(
    `select count(*)::int as count from (
       select old_value, lag(new_value) over (partition by canonical_id order by id) as before, action from mapping_audit_log
     ) as each where action = 'UPDATE' and old_value is distinct from before`,
  );
  expect(broken.rows[0].count).toBe(0);
  const orphans = await db.raw(
    `select count(*)::int as count from mapping_audit_log a
     where not exists (select from user_market_mappings m where m.canonical_id = a.canonical_id)`,
  );
  expect(orphans.rows[0].count).toBe(0);
  return new Set(
    rows.map((row: { canonical_id: string }) => row.canonical_id).filter((id: string) => id !== 'btts_ft'),
  );
}

/** How long until every mapper has written something again and hears of changes. */
async function untilWhole(db: Knex, services: Services, since: number): Promise<number> {
  const before = services.mappers.map(({ mapper }) => mapper.stats().flushed);
  await eventually(() => {
    for (const [at, { mapper }] of services.mappers.entries()) {
      expect(mapper.stats().flushed).toBeGreaterThan(before[at] ?? 0);
      expect(mapper.stats().propagation).toBe('listening');
    }
  });
  const name = `after ${since}`;
  await eventually(() => updateMapping(db, 'btts_ft', { name }));
  await eventually(() => {
    for (const { mapper } of services.mappers) expect(mapper.resolve('sportybet', '29')?.name).toBe(name);
  });
  return performance.now() - since;
}

describe('a failover', () => {
  it(`to a synchronous standby loses nothing that was acknowledged, ${ROUNDS} times`, {
    timeout: 600_000,
  }, async () => {
    let slowest = 0;
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const cluster = await startCluster('synchronous');
      const services = await startServices(cluster);
      await sleep(WORKING_MS);
      await eventually(() => expect(services.created.size).toBeGreaterThan(10));
      const since = await failOver(cluster);
      const db = connectTo(cluster.standby.url());
      slowest = Math.max(slowest, await untilWhole(db, services, since));
      await services.stop();
      for (const { mapper } of services.mappers)
        expect(await mapper.flush()).toMatchObject({ pending: 0, error: null });

      expect(await countsOf(db)).toEqual(services.told);
      expect(services.flushed).toBe(services.total);
      const found = await mappingsIn(db);
      expect([...services.created].filter(id => !found.has(id))).toEqual([]);
      expect([...found].filter(id => !services.tried.has(id))).toEqual([]);
      const { priority } = (await getMapping(db, 'btts_ft')) ?? {};
      expect(priority).toBeGreaterThanOrEqual(services.acknowledgedPriority);
      for (const { codes } of services.mappers) expect(codes()).not.toContain('WRITES_LOST');
      acknowledged += services.total + services.created.size;
      for (const { mapper } of services.mappers) await mapper.close();
      await cluster.standby.stop();
    }
    reportFault({
      promise: 'failover',
      fault: 'primary killed by SIGKILL, synchronous standby promoted',
      injected: ROUNDS,
      lost: 0,
      twice: 0,
      wholeAgainMs: slowest,
      checked: [acknowledged, 'sightings and mappings, all there'],
    });
  });

  it(`to an asynchronous one loses exactly what had not been replicated, and says so, ${ROUNDS} times`, {
    timeout: 600_000,
  }, async () => {
    let slowest = 0;
    let lost = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const cluster = await startCluster('asynchronous');
      const services = await startServices(cluster);
      await sleep(WORKING_MS);
      await services.pause();
      const replicated = {
        counts: new Map(services.told),
        created: new Set(services.created),
        flushed: services.flushed,
      };
      await cutReplication(cluster);
      services.resume();
      await sleep(WORKING_MS);
      await eventually(() => expect(services.created.size).toBeGreaterThan(replicated.created.size));
      await services.pause();
      const unreplicated = {
        counts: new Map(services.told),
        created: new Set(services.created),
        flushed: services.flushed,
      };
      expect(unreplicated.flushed).toBeGreaterThan(replicated.flushed);
      const since = await failOver(cluster);
      const db = connectTo(cluster.standby.url());
      services.resume();
      slowest = Math.max(slowest, await untilWhole(db, services, since));
      await services.stop();
      for (const { mapper } of services.mappers)
        expect(await mapper.flush()).toMatchObject({ pending: 0, error: null });

      const expected = new Map<string, number>();
      for (const [id, count] of services.told) {
        const left = count - (unreplicated.counts.get(id) ?? 0) + (replicated.counts.get(id) ?? 0);
        if (left > 0) expected.set(id, left);
      }
      expect(await countsOf(db)).toEqual(expected);
      const found = await mappingsIn(db);
      for (const id of services.created) {
        const isLost = unreplicated.created.has(id) && !replicated.created.has(id);
        expect([id, found.has(id)]).toEqual([id, !isLost]);
      }
      for (const { codes } of services.mappers)
        await eventually(() => expect(codes().filter(code => code === 'WRITES_LOST')).toHaveLength(1));
      lost += unreplicated.flushed - replicated.flushed;
      for (const { mapper } of services.mappers) await mapper.close();
      await cluster.standby.stop();
    }
    reportFault({
      promise: 'asynchronous-failover',
      fault: 'primary killed by SIGKILL while its asynchronous standby was cut off, standby promoted',
      injected: ROUNDS,
      lost: 0,
      twice: 0,
      wholeAgainMs: slowest,
      checked: [lost, 'sightings that the standby never got, exactly those gone, and told by a warning'],
    });
  });
});

/** Once the standby has everything, it gets nothing more. */
async function cutReplication({ primary, standby }: Cluster): Promise<void> {
  await using(primary.url(), primaryDb =>
    using(standby.url(), async standbyDb => {
      const { rows } = await primaryDb.raw('select pg_current_wal_flush_lsn() as at');
      await eventually(async () => {
        const behind = await standbyDb.raw('select pg_last_wal_replay_lsn() >= ?::pg_lsn as is_there', [rows[0].at]);
        expect(behind.rows[0].is_there).toBe(true);
      });
      await standbyDb.raw(`alter system set primary_conninfo = ''`);
      await standbyDb.raw('select pg_reload_conf()');
      await eventually(async () => {
        const receivers = await standbyDb.raw('select pid from pg_stat_wal_receiver');
        expect(receivers.rows).toEqual([]);
      });
    }),
  );
}

describe('a read-only standby', () => {
  it('answers whoever reads, and tells whoever writes', { timeout: 120_000 }, async () => {
    const { primary, standby } = await startCluster('synchronous');
    const db = connectTo(standby.url());
    await using(primary.url(), each => updateMapping(each, 'btts_ft', { name: 'from the primary' }));
    await eventually(async () => expect(await getMapping(db, 'btts_ft')).toMatchObject({ name: 'from the primary' }));
    expect(await resolveMapping(db, { source: 'betpawa', externalMarketId: '3795' })).not.toBeNull();
    expect((await listMappings(db)).items).toHaveLength(1);
    expect((await listAuditLog(db)).items).toHaveLength(2);
    expect((await listUnmappedMarkets(db)).items).toEqual([]);
    expect(await getStats(db)).toMatchObject({ mappings: { total: 1 } });
    expect(await runMigrations(db)).toMatchObject({ applied: [] });
    const { mapper, codes } = await openMapper(db, { listen: true });
    expect(mapper.resolve('betpawa', '3795')?.name).toBe('from the primary');
    mapper.recordUnmapped({ source: 'bet9ja', externalMarketId: 'S_X' });
    expect(await mapper.flush()).toMatchObject({ pending: 1, error: { code: 'DATABASE', sqlState: '25006' } });

    const refused = await errorOf(createMapping(db, newMapping({ canonicalId: 'other' })));
    expect(refused).toMatchObject({ code: 'DATABASE', sqlState: '25006' });
    expect(refused.message).toContain('connect to the primary');
    await eventually(() => expect(codes()).toContain('FLUSH_FAILED'));
    reportFault({ promise: 'standby', fault: 'reads and writes sent to a standby', injected: 9, lost: 0, twice: 0 });
  });
});
