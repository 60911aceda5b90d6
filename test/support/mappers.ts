import createKnex, { type Knex } from 'knex';
import { expect, onTestFinished } from 'vitest';
import {
  createMarketMapper,
  type FlushResult,
  type MapperWarning,
  type MarketMapper,
  type MarketMapperOptions,
  type UnmappedMarket,
} from '../../src/index.js';

/** Longer than any test: what happens in a test with these was not done by a timer. */
export const NEVER = { refreshIntervalMs: 3_600_000, flushIntervalMs: 3_600_000 };

/** A mapper with all it has told so far. */
export interface WatchedMapper {
  readonly mapper: MarketMapper;
  readonly warnings: MapperWarning[];
  /** The codes of the warnings. */
  codes(): string[];
  readonly flushed: FlushResult[];
  readonly discovered: UnmappedMarket[];
  /** How often the snapshot was replaced since the mapper was there. */
  refreshed(): number;
}

/** A mapper that is closed with the test; without timers and without listening, unless asked for. */
export async function openMapper(db: Knex, options: MarketMapperOptions = {}): Promise<WatchedMapper> {
  const warnings: MapperWarning[] = [];
  const logger = { warn: (_: string, warning: unknown) => void warnings.push(warning as MapperWarning) };
  const mapper = await createMarketMapper(db, { ...NEVER, listen: false, logger, ...options });
  onTestFinished(() => mapper.close());
  const flushed: FlushResult[] = [];
  const discovered: UnmappedMarket[] = [];
  let refreshed = 0;
  mapper.on('flushed', result => flushed.push(result));
  mapper.on('discovered', market => discovered.push(market));
  mapper.on('refreshed', () => {
    refreshed++;
  });
  const codes = () => warnings.map(warning => warning.code);
  return { mapper, warnings, codes, flushed, discovered, refreshed: () => refreshed };
}

/** A knex of a service's own, ended with the test. It says nothing of connections that break, which is what many tests are about. */
export function connectTo(url: string, config: Partial<Knex.Config> = {}): Knex {
  const log = { warn: () => {}, error: () => {} };
  const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 4 }, log, ...config });
  onTestFinished(() => db.destroy());
  return db;
}

/** How often each market of the unmapped log was seen. */
export async function loggedCounts(db: Knex): Promise<Record<string, number>> {
  const { rows } = await db.raw('select external_market_id as id, occurrence_count as count from unmapped_market_log');
  return Object.fromEntries(rows.map((row: { id: string; count: number }) => [row.id, Number(row.count)]));
}

/** The server processes of this database that listen. */
export async function listeningBackends(db: Knex): Promise<number[]> {
  const { rows } = await db.raw(
    `select pid from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen %'`,
  );
  return rows.map((row: { pid: number }) => row.pid);
}

/** How many other connections to this database are in the middle of something. */
export async function countBusy(db: Knex): Promise<number> {
  const { rows } = await db.raw(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  );
  return rows[0].count;
}

/** One warning an outage at the most: outages that follow each other within seconds count as one. */
export function expectOneAnOutage(codes: readonly string[], code: MapperWarning['code'], outages: number): void {
  expect(new Set(codes)).toEqual(new Set([code]));
  expect(codes.length).toBeLessThanOrEqual(outages);
}
