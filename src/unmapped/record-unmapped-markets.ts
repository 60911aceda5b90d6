import { type Db, inTransaction, isRefusalOfData } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { unmappedSightingSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { isMarketMappingError, type MarketMappingError } from '../model/errors.js';
import type { SchemaOption, UnmappedMarket, UnmappedSighting } from '../model/index.js';
import { type SightingSum, sumSightings } from './sightings.js';
import { writeSightings } from './write-sightings.js';

/** A sighting that could not be recorded, as it was passed, and why. */
export interface RejectedSighting {
  sighting: UnmappedSighting;
  error: MarketMappingError;
}

/** The result of recording a batch of sightings. */
export interface RecordResult {
  /** How many of the sightings were recorded. */
  recorded: number;
  /** The markets among them that no process had seen before. */
  discovered: UnmappedMarket[];
  /** The sightings that were not recorded. The others were, all the same. */
  rejected: RejectedSighting[];
}

/**
 * Does what `recordUnmappedMarket` does for a whole batch, in one statement whatever its size. Sightings of the same market are
 * added up. A bad sighting is reported, and the others are recorded. Overlapping batches from many processes never deadlock.
 *
 * If the database itself refuses a row (a constraint or trigger of yours), the batch is tried again in halves within one
 * transaction until that row is found. In a transaction of your own, which such an error aborts, the error is thrown instead.
 *
 * @param db The service's knex, or a transaction of it.
 * @param sightings What was seen; see `UnmappedSighting` for defaults and caps.
 * @param options `schema`: `public` by default.
 * @throws `VALIDATION` if `sightings` is not an array; `SCHEMA_MISSING`, `DATABASE`. Nothing is recorded then.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { recordUnmappedMarkets } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { recorded, discovered, rejected } = await recordUnmappedMarkets(db, [
 *   { source: 'bet9ja', externalMarketId: 'S_OUA', occurrences: 16 },
 *   { source: 'sportybet', externalMarketId: '60200', marketName: '1X2 - 1UP' },
 * ]);
 * // The first time both are discovered.
 * console.log(recorded, discovered.length, rejected.length); // 2 2 0
 * ```
 */
export async function recordUnmappedMarkets(
  db: Db,
  sightings: readonly UnmappedSighting[],
  options: SchemaOption = {},
): Promise<RecordResult> {
  const tables = tablesFor(options, {});
  if (!Array.isArray(sightings)) throw invalid('sightings', 'must be an array');
  const { valid, rejected } = validateSightings(sightings);
  const { discovered, refused } = await writeOrBisect(db, tables, sumSightings(valid.map(([, sighting]) => sighting)));
  for (const [given, sighting] of refused.size === 0 ? [] : valid) {
    const error = refused.get(keyOf(sighting));
    if (error) rejected.push({ sighting: given, error });
  }
  return {
    recorded: sightings.length - rejected.length,
    discovered,
    rejected,
  };
}

/** The valid sightings, as passed and as validated, and the invalid ones. */
function validateSightings(sightings: readonly UnmappedSighting[]) {
  const valid: [given: UnmappedSighting, sighting: UnmappedSighting][] = [];
  const rejected: RejectedSighting[] = [];
  for (const given of sightings) {
    try {
      valid.push([given, validate(unmappedSightingSchema, given, 'sighting')]);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      rejected.push({ sighting: given, error });
    }
  }
  return { valid, rejected };
}

interface Written {
  discovered: UnmappedMarket[];
  /** Why the database rejected a market, by its key. */
  refused: ReadonlyMap<string, MarketMappingError>;
}

async function writeOrBisect(db: Db, tables: Tables, sums: readonly SightingSum[]): Promise<Written> {
  if (sums.length === 0) return { discovered: [], refused: new Map() };
  try {
    return { discovered: await writeSightings(db, tables, sums), refused: new Map() };
  } catch (error) {
    if (!isRefusalOfData(error) || db.isTransaction) throw error;
  }
  return inTransaction(db, trx => bisect(trx, tables, [...sums].sort(byKey)), tables.schema);
}

async function bisect(db: Db, tables: Tables, sums: readonly SightingSum[]): Promise<Written> {
  try {
    const discovered = await inTransaction(db, trx => writeSightings(trx, tables, sums), tables.schema);
    return { discovered, refused: new Map() };
  } catch (error) {
    if (!isRefusalOfData(error)) throw error;
    const [only, ...others] = sums;
    if (only && others.length === 0) return { discovered: [], refused: new Map([[keyOf(only), error]]) };
  }
  // One after the other, so that locks are still taken in the order of the key.
  const middle = Math.ceil(sums.length / 2);
  const first = await bisect(db, tables, sums.slice(0, middle));
  const second = await bisect(db, tables, sums.slice(middle));
  return {
    discovered: [...first.discovered, ...second.discovered],
    refused: new Map([...first.refused, ...second.refused]),
  };
}

function keyOf({ source, externalMarketId }: Pick<UnmappedSighting, 'source' | 'externalMarketId'>): string {
  return `${source}\n${externalMarketId}`;
}

/** By bytes, like the statement's collation "C". */
function byKey(a: SightingSum, b: SightingSum): number {
  return Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b)));
}
