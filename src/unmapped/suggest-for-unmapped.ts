import { findRowFault, MAPPING_COLUMNS, type MappingRow, toMarketMapping } from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { rowIdField } from '../input/fields.js';
import { invalid, validate } from '../input/validate.js';
import { UnmappedMarketNotFoundError } from '../model/errors.js';
import type { BaseMapping, MarketMapping, SchemaOption, ScrapedMarket } from '../model/index.js';
import { type SuggestOptions, suggestMappings } from '../triage/suggest-mappings.js';
import type { Suggestion } from '../triage/suggestion.js';
import { toScrapedMarket } from '../triage/to-scraped-market.js';
import { getUnmappedMarket } from './get-unmapped-market.js';

export interface SuggestForUnmappedOptions extends SuggestOptions, SchemaOption {
  /** Further candidates beside the database's mappings: your base mappings, the catalogue. A row of the same canonical id counts instead. */
  candidates?: readonly (MarketMapping | BaseMapping)[];
  /** The market as a payload has it, with its prices and its event, instead of what the log kept of it. */
  market?: ScrapedMarket;
}

const OPTIONS = {
  candidates: true,
  market: true,
  sameEvent: true,
  limit: true,
  vocabulary: true,
  sources: true,
} as const;

/**
 * Suggests which mappings a market of the unmapped log may belong to, from what the log kept of it: its name, its parameter, its sport,
 * and the outcomes that no mapping knew, or else its sample. `suggestMappings` says how.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id The market's id in the log.
 * @param options `candidates`: mappings beside the active ones of the database; `market`: the
 *   market as a payload has it, instead of what the log kept; `sameEvent`, `limit`, `vocabulary` and `sources` as
 *   `suggestMappings` takes them; `schema`: `public` by default.
 * @returns The best first, each with its evidence and its outcomes; empty where nothing is good enough.
 * @throws `UNMAPPED_MARKET_NOT_FOUND`, `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedMarkets, suggestForUnmapped } from 'market-mapping';
 * import { catalogue } from 'market-mapping/catalogue';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedMarkets(db, { status: 'NEW' });
 * for (const { id, marketName } of items) {
 *   const [best] = await suggestForUnmapped(db, id, { candidates: catalogue });
 *   console.log(marketName, best?.mapping.canonicalId, best?.score);
 * }
 * ```
 */
export async function suggestForUnmapped(
  db: Db,
  id: number,
  options: SuggestForUnmappedOptions = {},
): Promise<Suggestion[]> {
  const { schema, mappings } = tablesFor<SuggestForUnmappedOptions>(options, OPTIONS);
  validate(rowIdField, id, 'id');
  const { candidates = [], market: seen, schema: _schema, ...asked } = options;
  if (!Array.isArray(candidates)) throw invalid('options.candidates', 'must be an array of mappings');
  const market = await getUnmappedMarket(db, id, { schema });
  if (market === null) throw new UnmappedMarketNotFoundError(id);
  const rows = await query<MappingRow>(
    db,
    schema,
    `select ${MAPPING_COLUMNS} from ${mappings} where is_active order by id`,
  );
  const sound = rows.filter(row => findRowFault(row) === null).map(toMarketMapping);
  return suggestMappings(seen ?? toScrapedMarket(market), [...sound, ...candidates], asked);
}
