import * as z from 'zod';
import { atLoad } from '../at-load.js';
import { MAX_ID, text } from '../fields.js';
import { candidateIds, comparePrecedence } from '../matching.js';
import type { MarketMapping, SchemaOption, Source } from '../model.js';
import { tablesIn } from '../names.js';
import { type Db, query } from '../query.js';
import { MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../rows.js';
import { sourceSchema } from '../schemas.js';
import { SOURCE_ID_COLUMN } from '../source-id.js';
import { validate } from '../validate.js';

/** A market as a source names it. */
export interface MarketKey {
  source: Source;
  /** The source's market id; for Bet9ja a market key (`S_OU`) or a whole odds key (`S_OU@2.5_O`). */
  externalMarketId: string;
}

const marketKeySchema: z.ZodType<MarketKey> = /* @__PURE__ */ atLoad(() =>
  z.object({
    source: sourceSchema,
    externalMarketId: text(MAX_ID),
  }),
);

/**
 * The active mapping of a source's market, read from the database: of several the one with the highest priority, then the
 * lowest id. For Bet9ja the exact key is looked for first, then the key without its outcome, then without its parameter.
 *
 * @param db The service's knex, or a transaction of it.
 * @param market `source` and the source's own market id.
 * @param options `schema`: `public` by default.
 * @returns null where no active mapping has the id.
 * @throws `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
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
  market: MarketKey,
  options: SchemaOption = {},
): Promise<MarketMapping | null> {
  const { schema, mappings } = tablesIn(options);
  const { source, externalMarketId } = validate(marketKeySchema, market, 'market');
  const ids = candidateIds(source, externalMarketId);
  const [exact, second = exact, third = second] = ids;
  const column = SOURCE_ID_COLUMN[source];
  const rows = await query<MappingRow>(
    db,
    schema,
    `select ${MAPPING_COLUMNS} from ${mappings} where is_active and ${column} in ($1, $2, $3)`,
    [exact, second, third],
  );
  // Few rows share an id: which of them holds is decided by the same rule as in the mapper.
  rows.sort((a, b) => ids.indexOf(a[column] ?? '') - ids.indexOf(b[column] ?? '') || comparePrecedence(a, b));
  const [row] = rows;
  return row ? toMarketMapping(row) : null;
}
