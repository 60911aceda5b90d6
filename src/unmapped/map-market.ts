import type { Knex } from 'knex';
import { toStoredOutcomes } from '../database/mapping-row.js';
import { type Db, inTransaction } from '../database/query.js';
import { tablesIn } from '../database/tables.js';
import { rowIdField } from '../input/fields.js';
import { changeSchema, mappingPatchSchema, newMappingSchema, outcomesSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import {
  type ChangeDetails,
  type ChangeOptions,
  type ColumnChange,
  changeMapping,
} from '../mappings/change-mapping.js';
import { insertMapping } from '../mappings/create-mapping.js';
import { getMapping } from '../mappings/get-mapping.js';
import { settleInTime } from '../mappings/settle-markets.js';
import { MappingNotFoundError, MarketNotCoveredError, UnmappedMarketNotFoundError } from '../model/errors.js';
import {
  type MarketMapping,
  type NewMapping,
  type OutcomeMapping,
  type SourceIds,
  seedFieldsOf,
  sourceIdOf,
  type UnmappedMarket,
} from '../model/index.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { mergeOutcomes } from '../rules/merge-outcomes.js';
import { getUnmappedMarket } from './get-unmapped-market.js';
import { checkTarget, type ExistingTarget, type MapTarget } from './map-target.js';
import { tellMapped } from './tell-mapped.js';

/**
 * `mapUnmappedMarket` as part of an act: the rows of both histories have its `changeId`, by which `revertChange` undoes it as a whole.
 */
export async function mapMarket(
  db: Db,
  id: number,
  target: MapTarget,
  options: ChangeOptions,
  changeId: string,
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  validate(rowIdField, id, 'id');
  validate(changeSchema, options, 'options');
  const checked = checkTarget(target);
  return inTransaction(
    db,
    async trx => {
      const market = await getUnmappedMarket(trx, id, { schema: tables.schema });
      if (!market) throw new UnmappedMarketNotFoundError(id);
      const details = detailsOf(db, market, changeId);
      const mapping =
        'create' in checked
          ? await insertMapping(trx, withMarketId(checked.create, market), options, details)
          : await mapToExisting(trx, checked, market, options, details);
      await tellMapped(trx, tables, market, mapping, options, changeId);
      return mapping;
    },
    tables.schema,
  );
}

/** The change that follows is the only one of its transaction, unless that is the caller's. */
function detailsOf(db: Db, { id }: UnmappedMarket, changeId: string): ChangeDetails {
  return { marketId: id, isOwnTransaction: db.isTransaction !== true, changeId };
}

/** A new mapping, with the market's id where it has none at that source. */
export function withMarketId(input: NewMapping, market: UnmappedMarket): NewMapping {
  const isGiven = sourceIdOf(input, market.source) !== null;
  const filled = isGiven ? input : { ...input, ...sourceIdFields(market, input.sourceIds) };
  const mapping = validate(newMappingSchema, filled, 'target');
  assertCovers(sourceIdOf(mapping, market.source), market);
  return mapping;
}

async function mapToExisting(
  trx: Knex.Transaction,
  { to, outcomes = [], base }: ExistingTarget,
  market: UnmappedMarket,
  options: ChangeOptions,
  details: ChangeDetails,
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  const mapping = await getMapping(trx, to, { schema: tables.schema });
  if (!mapping) {
    if (base === undefined) throw new MappingNotFoundError(to);
    if (base.canonicalId !== to) throw invalid('target.base', `must have the canonical id ${JSON.stringify(to)}`);
    const copy = { ...base, outcomeMapping: mergeOutcomes(base.outcomeMapping, outcomes) };
    return insertMapping(trx, withMarketId(copy, market), options, details);
  }
  if (!mapping.isActive) {
    throw new MarketNotCoveredError(market, `mapping "${to}" is not active; activateMapping makes it so.`);
  }
  const columns = [...idColumns(mapping, market), ...outcomeColumns(mapping, outcomes)];
  if (columns.length === 0) {
    await settleInTime(trx, tables, [market.id]);
    return mapping;
  }
  // Whoever else changes the mapping at this moment has changed the row since we read it.
  return changeMapping(trx, to, 'UPDATE', columns, options, { ...details, expectedUpdatedAt: mapping.updatedAt });
}

function idColumns(mapping: MarketMapping, market: UnmappedMarket): ColumnChange[] {
  const id = sourceIdOf(mapping, market.source);
  if (id !== null) {
    assertCovers(id, market);
    return [];
  }
  const given = validate(mappingPatchSchema, sourceIdFields(market), 'target');
  const fields = seedFieldsOf(market.source);
  if (!fields) return [{ column: 'source_ids', type: 'jsonb', value: JSON.stringify(given.sourceIds) }];
  return [{ column: fields.idColumn, type: 'varchar', value: given[fields.idField] ?? null }];
}

function outcomeColumns({ outcomeMapping }: MarketMapping, outcomes: readonly OutcomeMapping[]): ColumnChange[] {
  if (outcomes.length === 0) return [];
  const merged = validate(outcomesSchema, mergeOutcomes(outcomeMapping, outcomes), 'target.outcomes');
  return [{ column: 'outcome_mapping', type: 'jsonb', value: toStoredOutcomes(merged) }];
}

/** The fields of a mapping that has the market's id. */
export function sourceIdFields(
  { source, externalMarketId }: UnmappedMarket,
  others: SourceIds['sourceIds'] = {},
): SourceIds {
  const fields = seedFieldsOf(source);
  return fields ? { [fields.idField]: externalMarketId } : { sourceIds: { ...others, [source]: externalMarketId } };
}

export function assertCovers(sourceId: string | null, { source, externalMarketId }: UnmappedMarket): void {
  if (sourceId !== null && candidateIds(source, externalMarketId).includes(sourceId)) return;
  throw invalid(
    seedFieldsOf(source)?.idField ?? `sourceIds.${source}`,
    `is ${JSON.stringify(sourceId)}, which does not cover ${source} ${JSON.stringify(externalMarketId)}; ` +
      'map the market to another mapping, or change the id with updateMapping first',
  );
}
