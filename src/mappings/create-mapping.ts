import {
  type MappingRow,
  toMarketMapping,
  toStoredConventions,
  toStoredOutcomes,
  toStoredSourceIds,
} from '../database/mapping-row.js';
import { type Db, isTransaction, query } from '../database/query.js';
import { type Tables, tablesFor, tablesIn } from '../database/tables.js';
import { changeSchema, newMappingSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { MappingExistsError } from '../model/errors.js';
import type { MarketMapping, NewMapping } from '../model/index.js';
import { KEY_PATTERN } from '../sources/keyed-source.js';
import { audited } from './audited.js';
import { CHANGE_OPTIONS, type ChangeDetails, type ChangeOptions } from './change-mapping.js';
import {
  answered,
  type GuardAnswer,
  type GuardOptions,
  type GuardParameters,
  guarded,
  learn,
  marked,
  untilItHolds,
} from './guard.js';
import { leftOf, settleInTime } from './settle-markets.js';

/**
 * Adds an active mapping, with its CREATE row in the audit log, and marks the unmapped markets whose outcomes the active mappings
 * know now MAPPED (those that somebody set to IGNORED stay so); the others that it covers say what is missing. All of it is one
 * statement, after one that looks where there are such markets or other mappings with its ids.
 *
 * @param db The service's knex, or a transaction of it.
 * @param input The mapping; an id at one source at least must be given. `priority` is 0 by default.
 * @param options `actor` and `reason` for the audit log; `allowShared` (false by default) to give it an id that another active
 *   mapping has on equal terms; `schema`: `public` by default.
 * @throws `MAPPING_EXISTS` where the canonical id is taken; `MAPPING_CONFLICT`, unless allowed, where only its age would tell it from
 *   another active mapping; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
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
export async function createMapping(db: Db, input: NewMapping, options: ChangeOptions = {}): Promise<MarketMapping> {
  tablesFor<ChangeOptions>(options, CHANGE_OPTIONS);
  return insertMapping(db, input, options);
}

interface Outcome extends GuardAnswer {
  saved: MappingRow | null;
  after_value: MappingRow | null;
  is_taken: boolean;
}

/** `createMapping` that also looks at one unmapped market that is IGNORED, where the mapping covers it. */
export async function insertMapping(
  db: Db,
  input: NewMapping,
  options: ChangeOptions,
  { marketId = null, isOwnTransaction = false, changeId = null }: Omit<ChangeDetails, 'expectedUpdatedAt'> = {},
): Promise<MarketMapping> {
  const tables = tablesIn(options);
  const mapping = validate(newMappingSchema, input, 'input');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const skipsLocked = isTransaction(db) && !isOwnTransaction;
  const sql = statementOf(tables, { looksAt: 'mappings and log', skipsLocked, hasMarket: marketId !== null });
  const values = [...valuesOf(mapping), actor, reason];
  return untilItHolds(async known => {
    const guard = [KEY_PATTERN, known.print, JSON.stringify(known.verdicts), marketId];
    const [outcome] = await query<Outcome>(db, tables.schema, sql, [...values, ...guard, changeId], {
      isPrepared: true,
    });
    if (!outcome || outcome.is_taken) throw new MappingExistsError(mapping.canonicalId);
    if (!outcome.may_save && outcome.after_value)
      return learn(outcome, null, outcome.after_value, options.allowShared ?? false);
    // Somebody else created it since the statement began.
    if (!outcome.saved) throw new MappingExistsError(mapping.canonicalId);
    if (skipsLocked) await settleInTime(db, tables, leftOf(known.verdicts, outcome.held));
    return toMarketMapping(outcome.saved);
  });
}

function valuesOf(mapping: NewMapping): unknown[] {
  return [
    mapping.canonicalId,
    mapping.name,
    mapping.betpawaId ?? null,
    mapping.sportybetId ?? null,
    mapping.bet9jaKey ?? null,
    toStoredOutcomes(mapping.outcomeMapping),
    mapping.priority ?? 0,
    mapping.lineKind ?? null,
    toStoredConventions(mapping.lineConventions ?? null),
    toStoredSourceIds(mapping.sourceIds),
    mapping.sport ?? null,
  ];
}

const GUARD: GuardParameters = { pattern: '$14', known: '$15', verdicts: '$16', market: '$17' };

function statementOf(tables: Tables, look: GuardOptions): string {
  const columns =
    'canonical_id, name, betpawa_id, sportybet_id, bet9ja_key, outcome_mapping, priority, line_kind, line_conventions, source_ids, sport';
  return `with given (${columns}, is_active) as materialized (
      values ($1::varchar, $2::varchar, $3::varchar, $4::varchar, $5::varchar, $6::jsonb, $7::integer, $8::varchar, $9::jsonb,
        $10::jsonb, $11::varchar, true)
    ), after as materialized (
      select g.*, '' as print, not exists (select from ${tables.mappings} m where m.canonical_id = $1) as is_due,
        to_jsonb(g) || jsonb_build_object('id', 2147483647, 'created_at', now(), 'updated_at', now(), 'created_by', null) as value
      from given g
    ), ${guarded(tables, GUARD, look)}, saved as (
      insert into ${tables.mappings} as m (${columns}, created_by)
      select ${columns}, $12::varchar from after where is_due and (select may_save from guard)
      on conflict (canonical_id) do nothing
      returning m.id, m.canonical_id, to_jsonb(m) as new_value
    ), audited as (
      ${audited(tables, { from: 'saved', action: "'CREATE'", newValue: 'new_value', reason: '$13', actor: '$12', changeId: '$18::uuid' })}
    )${marked(tables, look)}
    select saved.new_value as saved, not after.is_due as is_taken, ${answered(look)},
      case when not g.may_save then after.value end as after_value
    from after cross join guard g left join saved on true`;
}
