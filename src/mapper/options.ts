import * as z from 'zod';
import { integer, MAX_INT } from '../input/fields.js';
import type { BaseMapping, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';
import type { SourceDefinition } from '../sources/source-definition.js';

/** A logger as most of them are, `console` among them. */
export interface MapperLogger {
  warn(message: string, detail?: unknown): void;
  info?(message: string, detail?: unknown): void;
  debug?(message: string, detail?: unknown): void;
}

export interface MarketMapperOptions extends SchemaOption {
  /** Mappings kept in code: an active row of the database with the same canonical id replaces one. None by default. */
  baseMappings?: readonly BaseMapping[];
  /** How often markets that are new are written, in milliseconds; 5,000 by default. */
  flushIntervalMs?: number;
  /**
   * How often the counts of markets that this mapper has written before are, in milliseconds; 60,000 by default, and never more often
   * than `flushIntervalMs`. `flush`, `close` and half of `maxBuffered` markets write all of it. A process that is killed loses the
   * counts since the last time.
   */
  countIntervalMs?: number;
  /** How often to check whether mappings have changed, in milliseconds; 30,000 by default. */
  refreshIntervalMs?: number;
  /** How many distinct unmapped markets can wait in memory to be written; 10,000 by default. */
  maxBuffered?: number;
  /**
   * Whether to listen for changes, on a connection beside the pool; true by default. If the pool's connections go through a
   * pooler in transaction mode, pass a connection string (or driver settings) that reaches the server directly.
   */
  listen?: boolean | string | { connectionString?: string; [setting: string]: unknown };
  /**
   * Bookmakers that the package does not know, as `defineSource` gives them: how their parameters are read. A mapper takes
   * markets of any other source too, and warns once of each. None by default.
   */
  sources?: readonly SourceDefinition[];
  /**
   * Where warnings go, beside the event; without one and without a handler of the event, to `process.emitWarning`. Its `info`, if it
   * has one, is told when an outage is over, and its `debug` what no operator needs to act on.
   */
  logger?: MapperLogger;
}

const interval = /* @__PURE__ */ pure(() => integer(10, MAX_INT));
/** Every option, those that are numbers or choices with their defaults. What is checked elsewhere is let through here. */
export const optionsSchema = /* @__PURE__ */ pure(() =>
  z.strictObject({
    schema: z.unknown().optional(),
    baseMappings: z.unknown().optional(),
    sources: z.array(z.unknown(), { error: 'must be an array of what defineSource returns' }).optional(),
    logger: z.custom<MarketMapperOptions['logger']>(isLogger, { error: 'must have a method warn' }).optional(),
    flushIntervalMs: interval.default(5_000),
    countIntervalMs: interval.default(60_000),
    refreshIntervalMs: interval.default(30_000),
    maxBuffered: integer(1, MAX_INT).default(10_000),
    listen: z
      .union([z.boolean(), z.string().min(1), z.record(z.string(), z.unknown())], {
        error: "must be true, false, a connection string or the driver's settings",
      })
      .default(true),
  }),
);

function isLogger(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'warn' in value && typeof value.warn === 'function';
}
