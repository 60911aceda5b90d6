import { type Db, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { UNMAPPED_COLUMNS, type UnmappedRow } from '../database/unmapped-row.js';
import { checkScrapedMarkets } from '../input/scraped-markets.js';
import { isClosed, isOpen, rangesOf } from '../mappings/coverage.js';
import { conflictsOf } from '../mappings/open-markets.js';
import { readCovering } from '../mappings/settle-markets.js';
import {
  type MarketMapping,
  type SchemaOption,
  type ScrapedMarket,
  SEED_SOURCES,
  type Source,
  sourceIdOf,
  sourceIdsOf,
  type UnmappedMarket,
} from '../model/index.js';
import { indexOfActive } from '../rules/missing-outcomes.js';
import { KEY_PATTERN, KEYED_SOURCE } from '../sources/keyed-source.js';
import { definitionOf } from '../sources/registry.js';
import type { IdChange, MappingPreview } from '../triage/mapping-preview.js';
import { changesAnswers, changesAnything, previewChanges } from '../triage/preview-changes.js';
import { previewPrices } from '../triage/preview-prices.js';
import { previewRows } from '../triage/preview-rows.js';
import { previewShadows } from '../triage/preview-shadows.js';
import { toScrapedMarket } from '../triage/to-scraped-market.js';
import { type MappingDraft, planDraft } from './plan-draft.js';
import { toUnmappedMarket } from './to-unmapped-market.js';

export interface PreviewOptions extends SchemaOption {
  /** Scraped markets to try the draft on. With their events, other bookmakers' prices are compared. */
  markets?: readonly ScrapedMarket[];
}

/**
 * Says what saving a draft would change, and writes nothing: which markets and outcomes would resolve otherwise, among the samples of
 * the log and the markets given; which rows of the log it would close, and which stay open or would open again; which mappings it would
 * shadow or be shadowed by; what it would be refused for; and what other bookmakers' prices say. Saving goes by the same rules, so it
 * does what the preview says unless something changes in between. Mappings in code (`baseMappings`) are not looked at.
 *
 * @param db The service's knex, or a transaction of it.
 * @param draft What would be saved: a mapping as `createMapping` takes it; `{ canonicalId, patch }` as `updateMapping` takes it; or
 *   `{ unmappedId, target }` as `mapUnmappedMarket` takes it. A mapping whose canonical id is taken is a change of that one: what it
 *   leaves out stays.
 * @param options `markets`: scraped markets to try it on, none by default; `schema`: `public` by default.
 * @returns What would change.
 * @throws `VALIDATION`, `MAPPING_NOT_FOUND`, `MAPPING_EXISTS` (a target to create), `UNMAPPED_MARKET_NOT_FOUND`, `MARKET_NOT_COVERED`,
 *   `SCHEMA_MISSING`, `DATABASE`. A conflict is not thrown but told.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { previewMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { closes, conflicts, sightings } = await previewMapping(db, {
 *   canonicalId: 'btts_1h',
 *   name: 'Both Teams To Score - First Half',
 *   sportybetId: '75',
 *   outcomeMapping: [
 *     { canonicalId: 'yes', betpawaName: null, sportybetDesc: 'Yes', bet9jaSuffix: null, position: 0 },
 *     { canonicalId: 'no', betpawaName: null, sportybetDesc: 'No', bet9jaSuffix: null, position: 1 },
 *   ],
 * });
 * console.log(`${closes.length} rows and ${sightings.closed} sightings closed, ${conflicts.length} conflicts`);
 * ```
 */
export async function previewMapping(
  db: Db,
  draft: MappingDraft,
  options: PreviewOptions = {},
): Promise<MappingPreview> {
  const tables = tablesFor<PreviewOptions>(options, { markets: true });
  const markets = checkScrapedMarkets(options.markets ?? [], 'options.markets');
  const { before, after, rowId } = await planDraft(db, draft, { schema: tables.schema });
  const sides = before === null ? [after] : [before, after];
  const rows = await readRows(db, tables, sides, rowId);
  const samples = rows.map(toScrapedMarket);
  const asked = [...rows.map(toKey), ...markets.flatMap(keysOf), ...sides.flatMap(idsOf)];
  const covering = await readCovering(db, tables, distinct(asked));
  const others = covering.filter(({ canonicalId }) => canonicalId !== after.canonicalId);
  const index = {
    before: indexOfActive([...(before?.isActive ? [before] : []), ...others]),
    after: indexOfActive([...(after.isActive ? [after] : []), ...others]),
  };
  const looksAtLog = after.isActive && (before === null || changesAnswers(before, after));
  return {
    canonicalId: after.canonicalId,
    action: before === null ? 'create' : changesAnything(before, after) ? 'update' : 'none',
    isActive: after.isActive,
    before,
    after,
    ids: idChanges(before, after),
    conflicts: conflictsOf(before, after, others),
    changes: [
      ...previewChanges(
        samples.map(market => ({ market, from: 'log' as const })),
        index.before,
        index.after,
      ),
      ...previewChanges(
        markets.map(market => ({ market, from: 'markets' as const })),
        index.before,
        index.after,
      ),
    ],
    examined: { log: samples.length, markets: markets.length },
    ...previewRows(rows, { before, after, looksAtLog, rowId }, index),
    ...previewShadows(before, after, others),
    prices: previewPrices(after.canonicalId, markets, index.after),
  };
}

/** The rows of the log that have an id of the mapping, before or after, whatever their status. */
async function readRows(
  db: Db,
  { schema, unmapped }: Tables,
  sides: readonly MarketMapping[],
  rowId: number | null,
): Promise<UnmappedMarket[]> {
  // Open and closed markets have an index each. `offset 0` keeps each range by itself; as a join the planner may scan all of the source.
  const goingOn = [isOpen('c'), isClosed('c')].flatMap(status =>
    rangesOf('a', 'c', '$2').map(range => `c.source = '${KEYED_SOURCE}' and ${status} and ${range}`),
  );
  const rows = await query<UnmappedRow>(
    db,
    schema,
    `with side as materialized (
      select * from jsonb_to_recordset($1::jsonb)
        as s (betpawa_id varchar, sportybet_id varchar, bet9ja_key varchar, source_ids jsonb)
      -- There are no more, which the planner would not know: it would take them for so many that the whole log is the shortest way.
      limit 2
    )
    select ${UNMAPPED_COLUMNS} from ${unmapped} u
    where u.id in (
      select c.id from side a cross join lateral (
        ${SAME_ID}
      ) given (source, id) join ${unmapped} c on c.source = given.source and c.external_market_id = given.id
      ${goingOn.map(where => `union all select c.id from side a cross join lateral (select c.id from ${unmapped} c where ${where} offset 0) c`).join('\n      ')}
      union all select $3::integer
    )
    order by ${isOpen('u')} desc, u.occurrence_count desc, u.id`,
    [JSON.stringify(sides.map(toSide)), KEY_PATTERN, rowId],
  );
  return rows.map(toUnmappedMarket);
}

/** SQL: the ids of a mapping. */
const SAME_ID = `values ('betpawa', a.betpawa_id), ('sportybet', a.sportybet_id), ('bet9ja', a.bet9ja_key)
        union all select * from jsonb_each_text(a.source_ids)`;

function toSide({ betpawaId, sportybetId, bet9jaKey, sourceIds }: MarketMapping) {
  return { betpawa_id: betpawaId, sportybet_id: sportybetId, bet9ja_key: bet9jaKey, source_ids: sourceIds };
}

interface MarketId {
  readonly source: Source;
  readonly external_market_id: string;
}

function toKey({ source, externalMarketId }: UnmappedMarket): MarketId {
  return { source, external_market_id: externalMarketId };
}

/** The ids under which a mapper looks a market up: where the source's ids can carry the parameter, with it too. */
function keysOf({ source, externalMarketId, parameter }: ScrapedMarket): MarketId[] {
  const { withParameter } = definitionOf(source);
  const whole = withParameter && parameter !== null ? [withParameter(externalMarketId, parameter)] : [];
  return [externalMarketId, ...whole].map(id => ({ source, external_market_id: id }));
}

function idsOf(mapping: MarketMapping): MarketId[] {
  return sourceIdsOf(mapping).map(({ source, id }) => ({ source, external_market_id: id }));
}

function distinct(ids: readonly MarketId[]): MarketId[] {
  return [...new Map(ids.map(each => [`${each.source}\n${each.external_market_id}`, each])).values()];
}

function idChanges(before: MarketMapping | null, after: MarketMapping): IdChange[] {
  const further = [before, after].flatMap(mapping => Object.keys(mapping?.sourceIds ?? {}));
  return [...new Set<Source>([...SEED_SOURCES, ...further])].flatMap(source => {
    const change = { source, before: before && sourceIdOf(before, source), after: sourceIdOf(after, source) };
    return change.before === change.after ? [] : [change];
  });
}
