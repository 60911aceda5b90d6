import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { tablesIn } from '../database/tables.js';
import { validate } from '../input/validate.js';
import type { ActiveMapping, Resolution, ScrapedMarket, Source, UnmappedSighting } from '../model/index.js';
import { toBaseMappings } from './base-mappings.js';
import type { FlushResult } from './batch.js';
import { Emitter } from './emitter.js';
import { CHANNELS, type MapperEvents, type MapperMessage, type MapperStats } from './events.js';
import { Listener } from './listener.js';
import { type MarketMapperOptions, optionsSchema } from './options.js';
import { Recorder } from './recorder.js';
import { Snapshot } from './snapshot.js';
import type { MapperWarning, MapperWarningCode } from './warning.js';

/** How long `createMarketMapper` waits to learn whether it can listen, in milliseconds; it goes on trying after that. */
const LISTEN_PATIENCE_MS = 3_000;
/** How long `close` may take, in milliseconds, whatever the database does. */
const CLOSE_TIMEOUT_MS = 5_000;

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
      listen === false ? null : new Listener(db, tables.schema, direct, warn, () => this.#snapshot.refreshSoon());
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
      propagation: this.#listener?.isListening && this.#snapshot.isTold ? 'listening' : 'polling',
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
