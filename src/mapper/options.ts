import * as z from 'zod';
import { integer, MAX_INT } from '../input/fields.js';
import type { NewMapping, SchemaOption } from '../model/index.js';
import { pure } from '../model/pure.js';

export interface MarketMapperOptions extends SchemaOption {
  /** Mappings kept in code; none by default. An active row of the database with the same canonical id replaces one. */
  baseMappings?: readonly NewMapping[];
  /** How often to write sightings, in milliseconds; 5,000 by default. */
  flushIntervalMs?: number;
  /** How often to check whether mappings have changed, in milliseconds; 30,000 by default. */
  refreshIntervalMs?: number;
  /** How many distinct unmapped markets can wait in memory to be written; 10,000 by default. */
  maxBuffered?: number;
  /**
   * Whether to listen for changes, on a connection beside the pool; true by default. If the pool's connections go through a
   * pooler in transaction mode, pass a connection string (or driver settings) that reaches the server directly.
   */
  listen?: boolean | string | { connectionString?: string; [setting: string]: unknown };
  /** Receives warnings, in addition to the event. Without a logger or a handler, they go to `process.emitWarning`. */
  logger?: { warn(message: string, detail?: unknown): void };
}

const interval = /* @__PURE__ */ pure(() => integer(10, MAX_INT));
/** The options that are numbers or choices, with their defaults. */
export const optionsSchema = /* @__PURE__ */ pure(() =>
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
