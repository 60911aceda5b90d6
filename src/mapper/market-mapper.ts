import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { tablesIn } from '../database/tables.js';
import { contain, describeThrown } from '../input/contain.js';
import { toUnreadable } from '../input/refuse-unreadable.js';
import { validate } from '../input/validate.js';
import {
  type ActiveMapping,
  isSource,
  type Resolution,
  type ResolvedMarket,
  type ScrapedEvent,
  type ScrapedMarket,
  type Source,
  type UnmappedMarket,
  type UnmappedSighting,
} from '../model/index.js';
import { SourceRegistry } from '../sources/registry.js';
import { toBaseMappings } from './base-mappings.js';
import type { FlushResult } from './batch.js';
import { Emitter } from './emitter.js';
import { CHANNELS, type MapperEvents, type MapperMessage, type MapperStats } from './events.js';
import { forgetMappers } from './forget-mappers.js';
import { healthOf, type MapperHealth } from './health.js';
import { Listener } from './listener.js';
import { type MapperLogger, type MarketMapperOptions, optionsSchema } from './options.js';
import { PresenceTeller, type Told } from './presence.js';
import { Recorder } from './recorder.js';
import { Snapshot } from './snapshot.js';
import type { MapperOutageCode, MapperRecovery, MapperWarning, MapperWarningCode } from './warning.js';
import { writePresence } from './write-presence.js';

/** Where a diagnostics message carries what the event's handlers get. */
const DETAIL_FIELD = {
  discovered: 'market',
  refreshed: null,
  flushed: 'result',
  warning: 'warning',
  recovered: 'recovery',
} as const satisfies Record<keyof MapperEvents, keyof MapperMessage | null>;

/** What is told when an outage is over. */
const RECOVERED: Readonly<Record<MapperOutageCode, string>> = {
  LISTEN_LOST: 'listening for changes again',
  REFRESH_FAILED: 'the mappings are read again',
  FLUSH_FAILED: 'unmapped markets are written again',
};

/** How many sources that nobody defined are warned of. */
const MAX_UNKNOWN_SOURCES = 100;

/** How long `createMarketMapper` waits to learn whether it can listen, in milliseconds; it goes on trying after that. */
const LISTEN_PATIENCE_MS = 3_000;
/** How long `close` may take, in milliseconds, whatever the database does. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Created by `createMarketMapper`. */
export class MarketMapper implements AsyncDisposable {
  readonly #events = new Emitter<MapperEvents>((name, error) => this.#handlerFailed(name, error));
  readonly #snapshot: Snapshot;
  readonly #recorder: Recorder;
  readonly #listener: Listener | null;
  readonly #presence: PresenceTeller;
  readonly #logger: MapperLogger | undefined;
  readonly #limits: { readonly refreshIntervalMs: number; readonly maxBuffered: number };
  readonly #registry: SourceRegistry;
  readonly #unknownSources = new Set<Source>();
  readonly #failedHandlers = new Set<keyof MapperEvents>();
  #hasLoggerFailed = false;
  #hits = 0;
  #misses = 0;
  #closing: Promise<void> | null = null;

  /** @internal */
  constructor(db: Knex, options: MarketMapperOptions) {
    const tables = tablesIn(options);
    const { refreshIntervalMs, listen, ...settings } = validate(optionsSchema, options, 'options');
    this.#registry = new SourceRegistry(options.sources);
    this.#limits = { refreshIntervalMs, maxBuffered: settings.maxBuffered };
    const warn = this.#warn.bind(this);
    const recovered = this.#tellRecovery.bind(this);
    this.#logger = options.logger;
    this.#snapshot = new Snapshot(
      db,
      tables,
      toBaseMappings(options.baseMappings ?? []),
      refreshIntervalMs,
      warn,
      () => this.#refreshed(),
      recovered,
      source => this.#registry.definitionOf(source),
    );
    const events = {
      discovered: (market: UnmappedMarket) => void this.#emit('discovered', market),
      flushed: (result: FlushResult) => void this.#emit('flushed', result),
      recorded: (source: Source) => this.#warnIfUnknown(source),
    };
    this.#recorder = new Recorder(db, tables, settings, warn, events, this.#snapshot, recovered);
    const direct =
      typeof listen === 'string' ? { connectionString: listen } : typeof listen === 'object' ? listen : null;
    this.#listener =
      listen === false
        ? null
        : new Listener(db, tables.schema, direct, warn, () => this.#snapshot.refreshSoon(), recovered);
    this.#presence = new PresenceTeller(
      {
        write: (presence, bounds) => writePresence(db, tables, presence, bounds),
        forget: bounds => forgetMappers(db, tables, bounds),
      },
      () => this.#told(),
      error =>
        this.#debug('this mapper is not in listMappers, since its role may not write market_mapping_recorders', error),
    );
  }

  /** @internal */
  async start(): Promise<void> {
    await this.#snapshot.start();
    this.#recorder.start();
    await Promise.all([this.#listener?.start(LISTEN_PATIENCE_MS), this.#presence.start()]);
  }

  /**
   * Returns the mapping of a source's market id, or null: `resolveMapping` from memory, in well under a microsecond.
   *
   * @param source The bookmaker.
   * @param externalMarketId Its market id; for Bet9ja a market key (`S_OU`) or a whole odds key (`S_OU@2.5_O`).
   * @returns A frozen mapping shared by all callers, or null.
   */
  resolve(source: Source, externalMarketId: string): ActiveMapping | null {
    const mapping = this.#snapshot.index.resolve(source, externalMarketId);
    if (mapping === null) this.#miss(source);
    else this.#hits++;
    return mapping;
  }

  /**
   * Resolves a market and its outcomes. Outcomes are recognised by the source's id if the mapping has one, otherwise by name,
   * ignoring case and surrounding blanks; never by position. If several mappings have the market's id, the one with the highest
   * priority that recognises any of the outcomes wins.
   */
  resolveMarket(market: ScrapedMarket): Resolution {
    try {
      const resolution = this.#snapshot.index.resolveMarket(market);
      this.#count(market.source, resolution);
      return resolution;
    } catch (error) {
      throw toUnreadable('market', error);
    }
  }

  /**
   * Returns every mapping that some of the market's outcomes belong to, by precedence. Each outcome appears in only one of them.
   * Outcomes that none recognises are `unmatched` in the first. For an unknown market, returns one `unmapped` resolution.
   */
  resolveMarkets(market: ScrapedMarket): Resolution[] {
    try {
      const resolutions = this.#snapshot.index.resolveMarkets(market);
      if (resolutions[0]) this.#count(market.source, resolutions[0]);
      return resolutions;
    } catch (error) {
      throw toUnreadable('market', error);
    }
  }

  /**
   * The markets of an event, each with what it resolves to: one element a resolution, as `resolveMarkets` gives them. Nothing is
   * recorded by that; see `recordUnmapped`.
   *
   * @param event As `parseEvent` reads it.
   *
   * @example
   * ```ts
   * import { type MarketMapper, parseEvent } from 'market-mapping';
   *
   * function scrape(mapper: MarketMapper, payload: unknown): void {
   *   for (const { market, resolution } of mapper.resolveEvent(parseEvent(payload))) {
   *     if (resolution.status !== 'mapped') mapper.recordUnmapped(market, resolution);
   *   }
   * }
   * ```
   */
  resolveEvent(event: Pick<ScrapedEvent, 'markets'>): ResolvedMarket[] {
    try {
      const resolved: ResolvedMarket[] = [];
      for (const market of event.markets) {
        for (const resolution of this.resolveMarkets(market)) resolved.push({ market, resolution });
      }
      return resolved;
    } catch (error) {
      throw toUnreadable('event', error);
    }
  }

  /**
   * Counts a sighting of an unmapped market in memory; it is written within `flushIntervalMs`. It never waits and never throws: a
   * sighting that can't be recorded is in `rejected` of the next flush.
   *
   * @param market A sighting, or a market as a reader gives it: its outcomes are the sample unless `sampleOutcomes` is given.
   * @param resolution What the market resolved to: of a `partial` one only the outcomes that it left unmatched are recorded, of
   *   a `mapped` one nothing. Leave it out to record the whole market.
   */
  recordUnmapped(market: UnmappedSighting | ScrapedMarket, resolution?: Resolution): void {
    this.#recorder.record(market, resolution);
  }

  /**
   * Writes what was recorded before the call, and retries for up to ten seconds if the database is down. It does not reject then:
   * the result says what is `pending` and why, and the mapper keeps trying. Simultaneous calls share a write and its result.
   */
  flush(): Promise<FlushResult> {
    return this.#recorder.flush();
  }

  /**
   * Checks for changes now. Resolves when everything committed before the call is in the snapshot.
   *
   * @throws `DATABASE`, `SCHEMA_MISSING`. The last snapshot stays in use.
   */
  refresh(): Promise<void> {
    return this.#snapshot.refresh();
  }

  /** The current statistics. */
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
      propagation: this.#listener?.isListening && this.#snapshot.isTold ? 'listening' : 'polling',
    };
  }

  /**
   * Whether the mapper works as it should, for the health check of a service; from memory, at once. An outage of the database is a
   * reason not to be `ok`, although `resolve` goes on answering: take it for an alarm or for readiness. A restart would not help,
   * because a mapper can't be created without the database.
   *
   * @returns `{ ok: true }`, or `ok: false` with the `reasons`. `degraded` has what costs nothing but time, such as not listening.
   *
   * @example
   * ```ts
   * import { createServer } from 'node:http';
   * import type { MarketMapper } from 'market-mapping';
   *
   * function serveHealth(mapper: MarketMapper, port: number) {
   *   return createServer((_, response) => {
   *     const health = mapper.health();
   *     response.writeHead(health.ok ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(health));
   *   }).listen(port);
   * }
   * ```
   */
  health(): MapperHealth {
    const { ageMs, isOut, isTold, isIncomplete } = this.#snapshot;
    return healthOf({
      isClosed: this.#closing !== null,
      snapshotAgeMs: ageMs,
      isRefreshOut: isOut,
      isFlushOut: this.#recorder.isOut,
      buffered: this.#recorder.buffered,
      ...this.#limits,
      listening: this.#listener?.state ?? 'off',
      isTold,
      isIncomplete,
    });
  }

  /** Calls a handler for each event from now on. If it throws, that is a warning and breaks nothing. */
  on<Name extends keyof MapperEvents>(name: Name, handler: (...args: MapperEvents[Name]) => void): this {
    this.#events.on(name, handler);
    return this;
  }

  /** Removes a handler. */
  off<Name extends keyof MapperEvents>(name: Name, handler: (...args: MapperEvents[Name]) => void): this {
    this.#events.off(name, handler);
    return this;
  }

  /**
   * Flushes, then releases every timer and connection, within five seconds whatever the database does. A `NOT_WRITTEN` warning says
   * what could not be written. `resolve` keeps answering from the last snapshot. Calling `close` twice is fine.
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
    const told = this.#presence.close();
    await Promise.all([this.#snapshot.close(CLOSE_TIMEOUT_MS * 0.8), this.#recorder.close(CLOSE_TIMEOUT_MS, told)]);
    // Warnings are emitted a moment later, but what could not be written must be reported before a caller ends the process.
    await nextTurn();
  }

  #count(source: Source, resolution: Resolution): void {
    if (resolution.status === 'unmapped') this.#miss(source);
    else this.#hits++;
  }

  #miss(source: Source): void {
    this.#misses++;
    this.#warnIfUnknown(source);
  }

  /** A typing error in a source would otherwise be a bookmaker that nothing is ever mapped of. */
  #warnIfUnknown(source: Source): void {
    if (this.#registry.has(source) || this.#unknownSources.has(source) || !isSource(source)) return;
    // Each is told once; whoever makes up thousands of sources must not fill the memory.
    if (this.#unknownSources.size >= MAX_UNKNOWN_SOURCES) return;
    this.#unknownSources.add(source);
    this.#warn(
      'UNKNOWN_SOURCE',
      `"${source}" is not a bookmaker that the package knows: is it a typing error? If not, give it in \`sources\` as defineSource makes it`,
    );
  }

  #emit<Name extends keyof MapperEvents>(name: Name, ...args: MapperEvents[Name]): boolean {
    const diagnostics = CHANNELS[name];
    if (diagnostics.hasSubscribers) diagnostics.publish(this.#toMessage(name, args[0]));
    return this.#events.emit(name, ...args);
  }

  #toMessage<Name extends keyof MapperEvents>(event: Name, detail: MapperEvents[Name][0]): MapperMessage {
    const stats = this.stats();
    const field = DETAIL_FIELD[event];
    return field === null ? { event, stats } : { event, stats, [field]: detail };
  }

  /** Told a moment later, so that what happens while the mapper is being created reaches handlers added right after. */
  #warn(code: MapperWarningCode, message: string, error: unknown = null): void {
    const known = error === null || error instanceof Error ? error : new Error(describeThrown(error));
    const warning: MapperWarning = { code, message: known ? `${message}: ${known.message}` : message, error: known };
    setImmediate(() => {
      const isHeard = this.#emit('warning', warning);
      if (this.#logger) this.#log('warn', warning.message, warning);
      else if (!isHeard) warnOfProcess(warning.message, code);
    });
  }

  #refreshed(): void {
    this.#emit('refreshed', this.stats());
    this.#presence.tellSoon();
  }

  #told(): Told {
    const { version, ageMs, isOut } = this.#snapshot;
    const isDatabaseAway = isOut || this.#recorder.isOut;
    return { id: this.#recorder.id, version, checkedMs: ageMs, stats: this.stats(), isDatabaseAway };
  }

  /** A moment later, as the warning was. */
  #tellRecovery(code: MapperOutageCode, outageMs: number): void {
    const message = `${RECOVERED[code]} after ${Math.round(outageMs / 100) / 10} s`;
    const recovery: MapperRecovery = { code, message, outageMs };
    setImmediate(() => {
      this.#emit('recovered', recovery);
      this.#log('info', message, recovery);
    });
  }

  #debug(message: string, error: unknown): void {
    this.#log('debug', `${message}: ${describeThrown(error)}`, error);
  }

  #log(level: keyof MapperLogger, message: string, detail: unknown): void {
    contain(
      () => this.#logger?.[level]?.(`market-mapping: ${message}`, detail),
      error => {
        if (this.#hasLoggerFailed) return;
        this.#hasLoggerFailed = true;
        warnOfProcess(
          `the logger failed; if it does so again, that will not be reported: ${describeThrown(error)}`,
          'HANDLER_FAILED',
        );
      },
    );
  }

  #handlerFailed(name: keyof MapperEvents, error: unknown): void {
    if (this.#failedHandlers.has(name)) return;
    this.#failedHandlers.add(name);
    const message = `a handler of "${name}" failed; if it does so again, that will not be reported`;
    // Reporting it to the handler that has just failed would go on forever.
    if (name === 'warning') warnOfProcess(`${message}: ${describeThrown(error)}`, 'HANDLER_FAILED');
    else this.#warn('HANDLER_FAILED', message, error);
  }
}

function warnOfProcess(message: string, code: MapperWarningCode): void {
  process.emitWarning(message, { type: 'MarketMappingWarning', code });
}
