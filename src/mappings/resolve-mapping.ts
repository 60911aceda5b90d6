import * as z from 'zod';
import { findRowFault, MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { date, storable, text } from '../input/fields.js';
import { sourceSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { type MarketMapping, type SchemaOption, type Source, seedFieldsOf, sourceIdOf } from '../model/index.js';
import { pure } from '../model/pure.js';
import { answersFor } from '../rules/binding.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { comparePrecedence } from '../rules/precedence.js';
import { assertHistoryReaches, mappingsAt } from './as-of.js';

/** A market as a source names it. */
export interface MarketKey {
  source: Source;
  /** The source's market id; for Bet9ja a market key (`S_OU`) or a whole odds key (`S_OU@2.5_O`). */
  externalMarketId: string;
  /** The market's line or specifier; where given, a mapping that is bound to another one does not answer. */
  parameter?: string | null;
  /** The sport of its event; where given, a mapping of another sport does not answer. Null is a sport that is not known. */
  sport?: string | null;
}

/** A market to look up, now or as it was at a moment. */
export interface MarketLookup extends MarketKey {
  /** Which mappings answer: those of this moment; a change made within its millisecond counts as made. Now by default. */
  asOf?: Date;
}

const lookupSchema: z.ZodType<MarketLookup> = /* @__PURE__ */ pure(() =>
  z.object({
    source: sourceSchema,
    externalMarketId: text(Number.POSITIVE_INFINITY),
    parameter: z.optional(z.nullable(storable('a string'))),
    sport: z.optional(z.nullable(storable('a string'))),
    asOf: date.optional(),
  }),
);

/**
 * Looks up the active mapping of a source's market in the database. If there are several, the one with the highest priority
 * wins, then the lowest id. For Bet9ja the exact key is tried first, then the key without its outcome, then without its parameter.
 *
 * @param db The service's knex, or a transaction of it.
 * @param market `source` and the source's own market id; with its `parameter` and `sport`, mappings that are bound to others are
 *   passed over; with `asOf`, the mappings of that moment answer.
 * @param options `schema`: `public` by default.
 * @returns The mapping, or null if no active mapping has the id.
 * @throws `HISTORY_PRUNED` if the audit log does not reach back to `asOf`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { resolveMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const mapping = await resolveMapping(db, { source: 'bet9ja', externalMarketId: 'S_OU@2.5_O' });
 * console.log(mapping?.canonicalId); // over_under_ft
 * ```
 */
export async function resolveMapping(
  db: Db,
  market: MarketLookup,
  options: SchemaOption = {},
): Promise<MarketMapping | null> {
  const tables = tablesFor(options, {});
  const { source, externalMarketId, parameter, sport, asOf } = validate(lookupSchema, market, 'market');
  const ids = candidateIds(source, externalMarketId);
  const [exact, second = exact, third = second] = ids;
  const column = seedFieldsOf(source)?.idColumn;
  const bindings = column ? [exact, second, third] : [JSON.stringify({ [source]: exact })];
  const from = asOf ? `${mappingsAt(tables, `$${bindings.push(asOf.toISOString())}`)} m` : tables.mappings;
  const rows = await query<MappingRow>(
    db,
    tables.schema,
    `select ${MAPPING_COLUMNS} from ${from}
     where is_active and ${column ? `${column} in ($1, $2, $3)` : 'source_ids @> $1::jsonb'}`,
    bindings,
  );
  if (asOf) await assertHistoryReaches(db, tables, asOf);
  // As in the mapper: a row broken by a manual edit answers for nothing, whatever its priority.
  const found = rows.filter(row => findRowFault(row) === null).map(toMarketMapping);
  // Few rows share an id: which of them holds is decided by the same rule as in the mapper.
  const rankOf = (mapping: MarketMapping) => ids.indexOf(sourceIdOf(mapping, source) ?? '');
  const answering = found.filter(mapping => {
    const others = found.filter(other => sourceIdOf(other, source) === sourceIdOf(mapping, source));
    return answersIfAsked(mapping, source, { parameter, sport }, others);
  });
  answering.sort((a, b) => rankOf(a) - rankOf(b) || comparePrecedence(a, b));
  return answering[0] ?? null;
}

/** Whether a mapping answers, by as much as was asked: by the id alone every one does. */
function answersIfAsked(
  mapping: MarketMapping,
  source: Source,
  { parameter, sport }: Pick<MarketKey, 'parameter' | 'sport'>,
  others: readonly MarketMapping[],
): boolean {
  const { lineConventions = null } = mapping;
  const bound = {
    sport: sport === undefined ? null : mapping.sport,
    lineConventions: parameter === undefined ? null : lineConventions,
  };
  return answersFor(bound, source, { parameter: parameter ?? null, sport: sport ?? null }, others);
}
