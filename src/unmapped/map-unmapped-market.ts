import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import * as z from 'zod';
import { toStoredOutcomes } from '../database/mapping-row.js';
import { type Db, inTransaction } from '../database/query.js';
import { tablesFor, tablesIn } from '../database/tables.js';
import { canonicalIdField, rowIdField } from '../input/fields.js';
import { changeSchema, mappingPatchSchema, newMappingSchema, outcomesSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import {
  CHANGE_OPTIONS,
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
  type BaseMapping,
  type MarketMapping,
  type NewMapping,
  type OutcomeMapping,
  type SourceIds,
  seedFieldsOf,
  sourceIdOf,
  type UnmappedMarket,
} from '../model/index.js';
import { pure } from '../model/pure.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { mergeOutcomes } from '../rules/merge-outcomes.js';
import { getUnmappedMarket } from './get-unmapped-market.js';
import { tellMapped } from './tell-mapped.js';

type Options = ChangeOptions;

/** Gives the market's id to a mapping that there is. */
export interface ExistingTarget {
  /** The canonical id of an active mapping that has no other id at this source yet. */
  to: string;
  /** Outcomes to add: the names and ids that the mapping's own lack, and outcomes that it does not have. What it has stays. */
  outcomes?: OutcomeMapping[];
  /** A base mapping of this canonical id, which is copied into a row first where the database has none. */
  base?: BaseMapping;
}

/** Creates a mapping with the market's id. */
export interface NewTarget {
  /** The mapping; its id at the market's source may be left out. */
  create: NewMapping;
}

/** What to map an unmapped market to. */
export type MapTarget = ExistingTarget | NewTarget;

const existingTargetSchema: z.ZodType<ExistingTarget> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    to: canonicalIdField,
    outcomes: outcomesSchema.optional(),
    base: z.custom<BaseMapping>(isObject, { error: 'must be a mapping' }).optional(),
  }),
);

const newTargetSchema: z.ZodType<NewTarget> = /* @__PURE__ */ pure(() =>
  z.strictObject({ create: z.custom<NewMapping>(isObject, { error: 'must be a mapping' }) }),
);

export function checkTarget(target: unknown): MapTarget {
  const isTarget = isObject(target) && 'to' in target !== 'create' in target;
  if (!isTarget) throw invalid('target', 'must be { to: <canonical id>, outcomes?, base? } or { create: <mapping> }');
  return 'to' in target
    ? validate(existingTargetSchema, target, 'target')
    : validate(newTargetSchema, target, 'target');
}

/**
 * Maps a market of the unmapped log: gives its id to a mapping there is, or creates one with it, and marks it MAPPED (an
 * IGNORED one too) where the active mappings know its outcomes; otherwise it stays open, and says which are missing. All of it or
 * nothing, with the mapping's row in the audit log.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id The market's id in the log.
 * @param target `{ to }` for a mapping there is, with `outcomes` that it lacks and a `base` mapping to copy where it is not in
 *   the database; or `{ create }` for a new one.
 * @param options `actor` and `reason` for the audit log; `allowShared` (false by default) where another active mapping has the id on
 *   equal terms; `schema`: `public` by default.
 * @returns The mapping that covers the market now.
 * @throws `UNMAPPED_MARKET_NOT_FOUND`, `MAPPING_NOT_FOUND`, `MAPPING_EXISTS`; `MARKET_NOT_COVERED` where the mapping is not
 *   active; `MAPPING_CONFLICT`, unless allowed; `VALIDATION`, also where the mapping has another id at this source; `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedMarkets, mapUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedMarkets(db, { source: 'sportybet', search: 'Both teams' });
 * for (const market of items.slice(0, 1)) {
 *   await mapUnmappedMarket(db, market.id, { to: 'btts_ft' }, { actor: 'ada' });
 * }
 * ```
 */
export async function mapUnmappedMarket(
  db: Db,
  id: number,
  target: MapTarget,
  options: Options = {},
): Promise<MarketMapping> {
  const { schema } = tablesFor<Options>(options, CHANGE_OPTIONS);
  validate(rowIdField, id, 'id');
  validate(changeSchema, options, 'options');
  const checked = checkTarget(target);
  // The change is the only one of its transaction, unless that is the caller's.
  const isOwnTransaction = db.isTransaction !== true;
  return inTransaction(db, trx => mapMarket(trx, id, checked, options, { isOwnTransaction }), schema);
}

/** Maps one market, in a transaction that may do more. */
export async function mapMarket(
  trx: Knex.Transaction,
  id: number,
  target: MapTarget,
  options: Options,
  given: Pick<ChangeDetails, 'isOwnTransaction' | 'changeId'>,
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  const market = await getUnmappedMarket(trx, id, { schema: tables.schema });
  if (!market) throw new UnmappedMarketNotFoundError(id);
  const details = { ...given, marketId: id };
  const mapping =
    'create' in target
      ? await insertMapping(trx, withMarketId(target.create, market), options, details)
      : await mapToExisting(trx, target, market, options, details);
  await tellMapped(trx, tables, market, mapping, options, given.changeId ?? randomUUID());
  return mapping;
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
  options: Options,
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
