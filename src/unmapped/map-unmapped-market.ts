import type { Knex } from 'knex';
import * as z from 'zod';
import { type Db, inTransaction } from '../database/query.js';
import { tablesIn } from '../database/tables.js';
import { canonicalIdField, rowIdField } from '../input/fields.js';
import { changeSchema, mappingPatchSchema, newMappingSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { changeMapping } from '../mappings/change-mapping.js';
import { insertMapping } from '../mappings/create-mapping.js';
import { getMapping } from '../mappings/get-mapping.js';
import { MappingNotFoundError, MarketNotCoveredError, UnmappedMarketNotFoundError } from '../model/errors.js';
import type { Change, MarketMapping, NewMapping, SchemaOption, UnmappedMarket } from '../model/index.js';
import { pure } from '../model/pure.js';
import { SOURCE_ID_COLUMN, SOURCE_ID_FIELD } from '../model/source-id.js';
import { candidateIds } from '../rules/candidate-ids.js';
import { getUnmappedMarket } from './get-unmapped-market.js';
import { updateUnmappedMarket } from './update-unmapped-market.js';

type Options = Change & SchemaOption;

const existingTarget = /* @__PURE__ */ pure(() => z.strictObject({ canonicalId: canonicalIdField }));

/**
 * Maps a market in the log: adds its id to an existing mapping, or creates a mapping with it, and sets the market to MAPPED,
 * even if it is IGNORED. Everything happens in one transaction, including the mapping's row in the audit log.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id The market's id in the log.
 * @param target `{ canonicalId }` of an active mapping that has no other id at this source yet, or a new mapping, whose id at
 *   this source is filled in if it is missing.
 * @param options `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @returns The mapping that now covers the market.
 * @throws `UNMAPPED_MARKET_NOT_FOUND`, `MAPPING_NOT_FOUND`, `MAPPING_EXISTS`; `MARKET_NOT_COVERED` if the mapping is not
 *   active; `VALIDATION`, also if the mapping has another id at this source; `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { listUnmappedMarkets, mapUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const { items } = await listUnmappedMarkets(db, { source: 'sportybet', search: 'Both teams' });
 * for (const market of items.slice(0, 1)) {
 *   await mapUnmappedMarket(db, market.id, { canonicalId: 'btts_ft' }, { actor: 'ada' });
 * }
 * ```
 */
export async function mapUnmappedMarket(
  db: Db,
  id: number,
  target: { canonicalId: string } | NewMapping,
  options: Change & SchemaOption = {},
): Promise<MarketMapping> {
  const { schema } = tablesIn(options);
  validate(rowIdField, id, 'id');
  validate(changeSchema, options, 'options');
  if (!isNew(target)) validate(existingTarget, target, 'target');
  return inTransaction(
    db,
    async trx => {
      const market = await getUnmappedMarket(trx, id, options);
      if (!market) throw new UnmappedMarketNotFoundError(id);
      const mapping = isNew(target)
        ? await insertMapping(trx, withSourceId(target, market), options, id)
        : await giveSourceId(trx, target, market, options);
      await updateUnmappedMarket(trx, id, { status: 'MAPPED' }, options);
      return mapping;
    },
    schema,
  );
}

function isNew(target: { canonicalId: string } | NewMapping): target is NewMapping {
  return typeof target === 'object' && target !== null && ('name' in target || 'outcomeMapping' in target);
}

function withSourceId(input: NewMapping, market: UnmappedMarket): NewMapping {
  const field = SOURCE_ID_FIELD[market.source];
  const filled = validate(newMappingSchema, { ...input, [field]: input[field] ?? market.externalMarketId }, 'target');
  assertCovers(filled[field] ?? null, market, field);
  return filled;
}

async function giveSourceId(
  trx: Knex.Transaction,
  { canonicalId }: { canonicalId: string },
  market: UnmappedMarket,
  options: Options,
): Promise<MarketMapping> {
  const mapping = await getMapping(trx, canonicalId, options);
  if (!mapping) throw new MappingNotFoundError(canonicalId);
  if (!mapping.isActive) {
    throw new MarketNotCoveredError(
      `${market.source} ${market.externalMarketId}`,
      `mapping "${canonicalId}" is not active; activate it with activateMapping.`,
    );
  }
  const field = SOURCE_ID_FIELD[market.source];
  if (mapping[field] !== null) {
    assertCovers(mapping[field], market, field);
    return mapping;
  }
  const { [field]: value = null } = validate(mappingPatchSchema, { [field]: market.externalMarketId }, 'target');
  const column = { column: SOURCE_ID_COLUMN[market.source], type: 'varchar', value } as const;
  // If somebody else adds an id at this moment, the row has changed since we read it.
  return changeMapping(trx, canonicalId, 'UPDATE', [column], options, mapping.updatedAt, market.id);
}

function assertCovers(sourceId: string | null, { source, externalMarketId }: UnmappedMarket, field: string): void {
  if (sourceId !== null && candidateIds(source, externalMarketId).includes(sourceId)) return;
  throw invalid(
    field,
    `is ${JSON.stringify(sourceId)}, which does not cover ${source} ${JSON.stringify(externalMarketId)}; ` +
      'map the market to another mapping, or change the id with updateMapping first',
  );
}
