import {
  type MappingRow,
  toMarketMapping,
  toStoredConventions,
  toStoredOutcomes,
  toStoredSourceIds,
} from '../database/mapping-row.js';
import { type Db, query } from '../database/query.js';
import { tablesIn } from '../database/tables.js';
import { changeSchema, newMappingSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { MappingExistsError } from '../model/errors.js';
import type { Change, MarketMapping, NewMapping, SchemaOption } from '../model/index.js';
import { BET9JA_KEY_PATTERN } from '../sources/bet9ja/parse-bet9ja-key.js';
import { markCovered } from './coverage.js';

/**
 * Creates an active mapping, and sets the unmapped markets it covers to MAPPED (IGNORED ones stay as they are). Runs one
 * statement, including the CREATE row in the audit log.
 *
 * @param db The service's knex, or a transaction of it.
 * @param input The mapping; an id at one source at least must be given. `priority` is 0 by default.
 * @param options `actor` and `reason` for the audit log; `schema`: `public` by default.
 * @throws `MAPPING_EXISTS` if the canonical id is taken; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { createMapping } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await createMapping(
 *   db,
 *   {
 *     canonicalId: 'btts_ft',
 *     name: 'Both Teams To Score - Full Time',
 *     betpawaId: '3795',
 *     sportybetId: '29',
 *     bet9jaKey: 'S_GGNG',
 *     outcomeMapping: [
 *       { canonicalId: 'yes', betpawaName: 'Yes', sportybetDesc: 'Yes', bet9jaSuffix: 'Y', position: 0 },
 *       { canonicalId: 'no', betpawaName: 'No', sportybetDesc: 'No', bet9jaSuffix: 'N', position: 1 },
 *     ],
 *   },
 *   { actor: 'ada', reason: 'seen 159 times' },
 * );
 * ```
 */
export async function createMapping(
  db: Db,
  input: NewMapping,
  options: Change & SchemaOption = {},
): Promise<MarketMapping> {
  return insertMapping(db, input, options, null);
}

/** Like `createMapping`, but also marks one unmapped market that is IGNORED, if the mapping covers it. */
export async function insertMapping(
  db: Db,
  input: NewMapping,
  options: Change & SchemaOption,
  marketId: number | null,
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  const mapping = validate(newMappingSchema, input, 'input');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const [row] = await query<{ saved: MappingRow }>(
    db,
    tables.schema,
    `with saved as (
      insert into ${tables.mappings} as m
        (canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, created_by,
        line_kind, line_conventions, source_ids, sport)
      values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $12, $13::jsonb, $14::jsonb, $15)
      on conflict (canonical_id) do nothing
      returning m.*, to_jsonb(m) as new_value
    ), audited as (
      insert into ${tables.audit} (mapping_id, canonical_id, action, new_value, reason, created_at, created_by)
      select id, canonical_id, 'CREATE', new_value, $9, clock_timestamp(), $8 from saved
    ), ${markCovered(tables, 'saved', '$10', '$11')}
    select new_value as saved from saved`,
    [
      mapping.canonicalId,
      mapping.name,
      mapping.betpawaId ?? null,
      mapping.sportybetId ?? null,
      mapping.bet9jaKey ?? null,
      toStoredOutcomes(mapping.outcomeMapping),
      mapping.priority ?? 0,
      actor,
      reason,
      BET9JA_KEY_PATTERN,
      marketId,
      mapping.lineKind ?? null,
      toStoredConventions(mapping.lineConventions ?? null),
      toStoredSourceIds(mapping.sourceIds),
      mapping.sport ?? null,
    ],
  );
  if (!row) throw new MappingExistsError(mapping.canonicalId);
  return toMarketMapping(row.saved);
}
