import { channel } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import * as z from 'zod';
import { atLoad } from '../at-load.js';
import { integer, MAX_INT } from '../fields.js';
import type {
  ActiveMapping,
  NewMapping,
  Resolution,
  SchemaOption,
  ScrapedMarket,
  Source,
  UnmappedMarket,
  UnmappedSighting,
} from '../model.js';
import { tablesIn } from '../names.js';
import { invalid, validate } from '../validate.js';
import { toBaseMappings } from './base-mappings.js';
import { Emitter } from './emitter.js';
import { Listener } from './listener.js';
import { type FlushResult, Recorder } from './recorder.js';
import { Snapshot } from './snapshot.js';
import type { MapperWarning, MapperWarningCode } from './warning.js';

export interface MarketMapperOptions extends SchemaOption {
  /** Mappings kept in code: an active row of the database with the same canonical id replaces one. None by default. */
  baseMappings?: readonly NewMapping[];
  /** How often sightings are written, in milliseconds; 5,000 by default. */
  flushIntervalMs?: number;
  /** How often the database is asked whether mappings have changed, in milliseconds; 30,000 by default. */
  refreshIntervalMs?: number;
  /** How many distinct unmapped markets may wait in memory to be written; 10,000 by default. */
  maxBuffered?: number;
  /**
   * Whether to listen for changes, on a connection beside the pool; true by default. Where the pool's connections go through a
   * pooler in transaction mode, a connection string (or the driver's settings) that reaches the server directly.
   */
  listen?: boolean | string | { connectionString?: string; [setting: string]: unknown };
  /** Where warnings go, beside the event; without one and without a handler of the event, to `process.emitWarning`. */
  logger?: { warn(message: string, detail?: unknown): void };
}

/** The numbers of a mapper. */
export interface MapperStats {
  /** Mappings in force: those of the database and base mappings that none of them replaces. */
  snapshotSize: number;
  /** How long ago the snapshot was last known to be what the database holds, in milliseconds. */
  snapshotAgeMs: number;
  origins: { database: number; base: number };
  /** Markets resolved, and markets not. */
  hits: number;
  misses: number;
  /** Distinct unmapped markets in memory, and sightings of them. */
  buffered: number;
  pending: number;
  /** Sightings written, dropped since `maxBuffered` markets waited, and refused as invalid. */
  flushed: number;
  dropped: number;
  rejected: number;
  /** Attempts to write that failed and were made again. */
  retries: number;
  /** How changes become known: by notification, or at the refresh interval only. */
  propagation: 'listening' | 'polling';
}

/** The events of a mapper and what their handlers get. */
export interface MapperEvents {
  /** A market that no process had seen before was written to the unmapped log. */
  discovered: [market: UnmappedMarket];
  /** The snapshot was replaced. */
  refreshed: [stats: MapperStats];
  /** Sightings were written. */
  flushed: [result: FlushResult];
  /** Something an operator should know; once per outage or cause. */
  warning: [warning: MapperWarning];
}

/** What `market-mapping:*` channels of `node:diagnostics_channel` carry. */
export interface MapperMessage {
  event: keyof MapperEvents;
  stats: MapperStats;
}

/** Kept: nobody else may hold them, and to look one up that is gone makes it again, which takes longer than writing a market does. */
const CHANNELS = /* @__PURE__ */ atLoad(
  () =>
    ({
      discovered: channel('market-mapping:discovered'),
      refreshed: channel('market-mapping:refreshed'),
      flushed: channel('market-mapping:flushed'),
      warning: channel('market-mapping:warning'),
    }) as const satisfies Record<keyof MapperEvents, unknown>,
);

const interval = /* @__PURE__ */ atLoad(() => integer(10, MAX_INT));
const optionsSchema = /* @__PURE__ */ atLoad(() =>
  z.object({
    flushIntervalMs: interval.default(5_000),
    refreshIntervalMs: interval.default(30_000),
    maxBuffered: integer(1, MAX_INT).default(10_000),
    listen: z
      .union([z.boolean(), z.string().min(1), z.record(z.string(), z.unknown())], {
        error: "must be true, false, a connection string or the driver's settings",
      })
      .default(true),
  }),
);

/** How long `createMarketMapper` waits to learn whether it can listen, in milliseconds; it goes on trying after that. */
const LISTEN_PATIENCE_MS = 3_000;
/** How long `close` may take, in milliseconds, whatever the database does. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * The mapper for a scraper's hot path: answers from memory by the rules of `resolveMapping`, counts what it doesn't know, and
 * never waits for the database. A change of a mapping in any process shows soon after its commit.
 *
 * @param db The service's knex. It is borrowed: `close` leaves it open.
 * @param options See `MarketMapperOptions` for each with its default.
 * @returns The mapper, when the mappings are loaded.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`: at the start only; later the last snapshot serves.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { createMarketMapper, parseSportybetEvent, runMigrations } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await runMigrations(db);
 * const mapper = await createMarketMapper(db);
 * const payload: unknown = { data: { eventId: 'sr:match:1', markets: [] } }; // as SportyBet serves it
 * for (const market of parseSportybetEvent(payload)) {
 *   const resolution = mapper.resolveMarket(market);
 *   if (resolution.status === 'unmapped') mapper.recordUnmapped({ ...market, sampleOutcomes: market.outcomes });
 *   else console.log(resolution.mapping.canonicalId, resolution.parameter, resolution.outcomes);
 * }
 * await mapper.close();
 * await db.destroy();
 * ```
 */
export async function createMarketMapper(db: Knex, options: MarketMapperOptions = {}): Promise<MarketMapper> {
  if (db?.isTransaction) throw invalid('db', 'must be a knex instance: a mapper outlives every transaction');
  const mapper = new MarketMapper(db, options);
  try {
    await mapper.start();
  } catch (error) {
    await mapper.close();
    throw error;
  }
  return mapper;
}

/** Made by `createMarketMapper`. */
export class MarketMapper implements AsyncDisposable {
  readonly #events = new Emitter<MapperEvents>((name, error) => this.#handlerFailed(name, error));
  readonly #snapshot: Snapshot;
  readonly #recorder: Recorder;
  readonly #listener: Listener | null;
  readonly #logger: MarketMapperOptions['logger'];
  readonly #failedHandlers = new Set<keyof MapperEvents>();
  #hits = 0;
  #misses = 0;
  #closing: Promise<void> | null = null;

  /** @internal */
  constructor(db: Knex, options: MarketMapperOptions) {
    const tables = tablesIn(options);
    const { flushIntervalMs, refreshIntervalMs, maxBuffered, listen } = validate(optionsSchema, options, 'options');
    const warn = this.#warn.bind(this);
    this.#logger = options.logger;
    this.#snapshot = new Snapshot(db, tables, toBaseMappings(options.baseMappings ?? []), refreshIntervalMs, warn, () =>
      this.#emit('refreshed', this.stats()),
    );
    this.#recorder = new Recorder(db, tables, flushIntervalMs, maxBuffered, warn, {
      discovered: market => this.#emit('discovered', market),
      flushed: result => this.#emit('flushed', result),
    });
    const direct =
      typeof listen === 'string' ? { connectionString: listen } : typeof listen === 'object' ? listen : null;
    this.#listener =
      listen === false ? null : new Listener(db, tables.schema, direct, warn, () => this.#snapshot.poke());
  }

  /** @internal */
  async start(): Promise<void> {
    await this.#snapshot.start();
    this.#recorder.start();
    await this.#listener?.start(LISTEN_PATIENCE_MS);
  }

  /**
   * The mapping of a source's market id, or null: `resolveMapping` from memory, in well under a microsecond.
   *
   * @param source The bookmaker.
   * @param externalMarketId Its market id; for Bet9ja a market key (`S_OU`) or a whole odds key (`S_OU@2.5_O`).
   * @returns A frozen mapping that all callers share, or null.
   */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const mapping = this.#snapshot.index.resolve(source, externalMarketId);
    if (mapping === null) this.#misses++;
    else this.#hits++;
    return mapping;
  }

  /**
   * A market and its outcomes together. Outcomes are recognised by the source's id of them where the mapping has one, else by
   * name, case and surrounding blanks aside; never by position. Of several mappings with the market's id, the one with the highest
   * priority that recognises any of the outcomes.
   */
  resolveMarket(market: ScrapedMarket): Resolution {
    return this.#count(this.#snapshot.index.resolveMarket(market));
  }

  /**
   * Every mapping that some of the market's outcomes belong to, by precedence; each outcome stands in one of them. Outcomes that
   * nobody recognises are `unmatched` in the first. A market nobody knows gives one `unmapped` resolution.
   */
  resolveMarkets(market: ScrapedMarket): Resolution[] {
    const resolutions = this.#snapshot.index.resolveMarkets(market);
    if (resolutions[0]) this.#count(resolutions[0]);
    return resolutions;
  }

  /**
   * Counts a sighting of an unmapped market in memory; it is written within `flushIntervalMs`. It never waits and never throws: a
   * sighting that can't be recorded is in `rejected` of the next flush.
   */
  recordUnmapped(sighting: UnmappedSighting): void {
    this.#recorder.record(sighting);
  }

  /**
   * Writes what was recorded before the call, trying for up to ten seconds where the database is away. It does not reject for that:
   * the result says what is `pending` and why, and the mapper goes on trying. Calls at the same moment share a write and its result.
   */
  flush(): Promise<FlushResult> {
    return this.#recorder.flush();
  }

  /**
   * Looks for changes now; resolves when everything committed before the call is in the snapshot.
   *
   * @throws `DATABASE`, `SCHEMA_MISSING`: the last snapshot serves on.
   */
  refresh(): Promise<void> {
    return this.#snapshot.refresh();
  }

  /** The numbers as of now. */
  stats(): MapperStats {
    const { index, info, ageMs } = this.#snapshot;
    const { buffered, pending, flushed, dropped, rejected, retries } = this.#recorder;
    return {
      snapshotSize: index.size,
      snapshotAgeMs: ageMs,
      origins: { ...info },
      hits: this.#hits,
      misses: this.#misses,
      buffered,
      pending,
      flushed,
      dropped,
      rejected,
      retries,
      propagation: this.#listener?.isListening ? 'listening' : 'polling',
    };
  }

  /** Calls a handler at each event from now on. One that throws is a warning, and breaks nothing. */
  on<Name extends keyof MapperEvents>(name: Name, handler: (...args: MapperEvents[Name]) => void): this {
    this.#events.on(name, handler);
    return this;
  }

  /** Takes a handler away again. */
  off<Name extends keyof MapperEvents>(name: Name, handler: (...args: MapperEvents[Name]) => void): this {
    this.#events.off(name, handler);
    return this;
  }

  /**
   * Flushes, then lets go of every timer and connection, within five seconds whatever the database does; what could not be written
   * is told by a `NOT_WRITTEN` warning. `resolve` goes on answering from the last snapshot. Calling it twice is fine.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#listener?.close();
    await Promise.all([this.#snapshot.close(CLOSE_TIMEOUT_MS * 0.8), this.#recorder.close(CLOSE_TIMEOUT_MS)]);
    // Warnings are told a moment later; what could not be written must be said before a caller ends the process.
    await nextTurn();
  }

  #count(resolution: Resolution): Resolution {
    if (resolution.status === 'unmapped') this.#misses++;
    else this.#hits++;
    return resolution;
  }

  #emit<Name extends keyof MapperEvents>(name: Name, ...args: MapperEvents[Name]): boolean {
    const diagnostics = CHANNELS[name];
    if (diagnostics.hasSubscribers) diagnostics.publish({ event: name, stats: this.stats() } satisfies MapperMessage);
    return this.#events.emit(name, ...args);
  }

  /** Told a moment later, so that what happens while the mapper is being created reaches handlers added right after. */
  #warn(code: MapperWarningCode, message: string, error: unknown = null): void {
    const known = error === null || error instanceof Error ? error : new Error(String(error));
    const warning: MapperWarning = { code, message: known ? `${message}: ${known.message}` : message, error: known };
    setImmediate(() => {
      const isHeard = this.#emit('warning', warning);
      if (this.#logger) this.#log(this.#logger, warning);
      else if (!isHeard) warnOfProcess(warning.message, code);
    });
  }

  #log(logger: NonNullable<MarketMapperOptions['logger']>, warning: MapperWarning): void {
    try {
      logger.warn(`market-mapping: ${warning.message}`, warning);
    } catch (error) {
      warnOfProcess(`the logger threw: ${error}`, 'HANDLER_FAILED');
    }
  }

  #handlerFailed(name: keyof MapperEvents, error: unknown): void {
    if (this.#failedHandlers.has(name)) return;
    this.#failedHandlers.add(name);
    const message = `a handler of "${name}" threw; it may again, but that is not told again`;
    // Telling the handler that has just failed would go on for ever.
    if (name === 'warning') warnOfProcess(`${message}: ${error}`, 'HANDLER_FAILED');
    else this.#warn('HANDLER_FAILED', message, error);
  }
}

function warnOfProcess(message: string, code: MapperWarningCode): void {
  process.emitWarning(message, { type: 'MarketMappingWarning', code });
}
