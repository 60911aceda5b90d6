import { type Db, inTransaction, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { candidateKeys, isCovered } from '../mappings/coverage.js';
import { ChangedSinceError } from '../model/errors.js';
import type { Change } from '../model/index.js';
import { KEY_PATTERN } from '../sources/keyed-source.js';
import { decided } from './change-markets.js';

export interface UnmappedRevert {
  /** Whether to revert what was changed since, too; otherwise that is a `CHANGED_SINCE`, and nothing is reverted. */
  readonly force: boolean;
  /** What the rows that are appended have as their `changeId`. */
  readonly newChangeId: string;
  /** Markets that the same revert has opened already, with the mappings that had closed them. */
  readonly opened: readonly number[];
}

interface Found {
  /** Of the entries on markets: those that can't be reverted without overwriting what somebody did since. */
  changed: readonly string[];
}

/**
 * Reverts what an act did to the log, by appending to its history: markets get back the status, notes and rule that they had, a rule that
 * was made is deleted, and one that was deleted is made again under its id. What is as it was before already stays as it is.
 *
 * @returns How many markets and rules were reverted.
 */
export async function revertUnmappedChange(
  db: Db,
  tables: Tables,
  changeId: string,
  change: Change,
  revert: UnmappedRevert,
): Promise<number> {
  return inTransaction(
    db,
    async trx => {
      const rules = await revertRules(trx, tables, changeId, change, revert.newChangeId);
      return rules + (await revertMarkets(trx, tables, changeId, change, revert));
    },
    tables.schema,
  );
}

/** Rules first: a market that is opened again must not be ignored again by the next recorder. */
async function revertRules(
  trx: Db,
  { schema, ignoreRules, unmappedHistory }: Tables,
  changeId: string,
  { actor, reason }: Change,
  newChangeId: string,
): Promise<number> {
  const [row] = await query<{ reverted: number }>(
    trx,
    schema,
    `with act as (
      select * from ${unmappedHistory} where change_id = $1::uuid and action in ('CREATE_RULE', 'DELETE_RULE', 'REVERT') and market_id is null
    ), deleted as (
      delete from ${ignoreRules} r using act where act.old_value is null and r.id = act.rule_id returning r.*
    ), made as (
      insert into ${ignoreRules}
      select (jsonb_populate_record(null::${ignoreRules}, act.old_value)).* from act where act.new_value is null
      on conflict (id) do nothing returning *
    ), told as (
      insert into ${unmappedHistory} (source, action, old_value, new_value, rule_id, reason, change_id, created_at, created_by)
      select source, 'REVERT', to_jsonb(deleted), null::jsonb, id, $3, $2::uuid, clock_timestamp(), $4::varchar from deleted
      union all select source, 'REVERT', null::jsonb, to_jsonb(made), id, $3, $2::uuid, clock_timestamp(), $4::varchar from made
      returning id
    )
    select count(*) as reverted from told`,
    [changeId, newChangeId, reason ?? null, actor ?? null],
  );
  return row?.reverted ?? 0;
}

async function revertMarkets(
  trx: Db,
  tables: Tables,
  changeId: string,
  { actor, reason }: Change,
  { force, newChangeId, opened }: UnmappedRevert,
): Promise<number> {
  const { schema, unmapped, unmappedHistory } = tables;
  const keys = candidateKeys('u.external_market_id', '$6');
  const [row] = await query<Found & { reverted: number }>(
    trx,
    schema,
    `with act as materialized (
      select distinct on (market_id) market_id, source, external_market_id, old_value, new_value
      from ${unmappedHistory} where change_id = $1::uuid and market_id is not null and old_value is not null
      order by market_id, id
    ), target as materialized (
      select u.id, u.source, u.external_market_id, case when u.id = any ($7::integer[]) then 'MAPPED' else u.status end as status,
        u.notes, u.ignored_by, act.old_value, act.new_value,
        act.old_value ->> 'status' is distinct from 'MAPPED'
          or ${isCovered(tables, 'u.source', 'u.external_market_id', keys)} as is_covered
      from act join ${unmapped} u on u.id = act.market_id
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u
    ), judged as materialized (
      select t.*, ${decided('t')} = t.old_value as is_reverted,
        ${decided('t')} = t.new_value - 'mapped_to' and t.is_covered
          or t.id = any ($7::integer[]) and ${decided('t')} - 'status' = t.new_value - 'mapped_to' - 'status' as is_own
      from target t
    ), changed as materialized (
      select source, external_market_id from judged where not is_reverted and not is_own
      union all select act.source, act.external_market_id from act where not exists (select from target t where t.id = act.market_id)
    ), saved as (
      update ${unmapped} u set
        status = case when j.is_covered then j.old_value ->> 'status' else 'NEW' end,
        notes = j.old_value ->> 'notes', ignored_by = (j.old_value ->> 'ignored_by')::integer,
        reason = case when j.is_covered and j.old_value ->> 'status' = 'MAPPED' then null else u.reason end,
        missing_outcomes = case when j.is_covered and j.old_value ->> 'status' = 'MAPPED' then null else u.missing_outcomes end,
        closed_by = case when j.old_value ->> 'status' = 'MAPPED' then pg_current_xact_id() else u.closed_by end,
        closed_at = case when j.old_value ->> 'status' = 'MAPPED' then now() else u.closed_at end,
        reopened_at = case when j.old_value ->> 'status' = 'NEW' then now() else u.reopened_at end
      from judged j
      where u.id = j.id and not j.is_reverted and ($5::boolean or not exists (select from changed))
      returning u.id, u.status, u.notes, u.ignored_by
    ), told as (
      insert into ${unmappedHistory} (market_id, source, external_market_id, action, old_value, new_value, reason, change_id, created_at, created_by)
      select j.id, j.source, j.external_market_id, 'REVERT', ${decided('j')}, ${decided('s')}, $3, $2::uuid, clock_timestamp(), $4
      from saved s join judged j on j.id = s.id
      order by j.source collate "C", j.external_market_id collate "C"
    )
    select (select count(*) from saved) as reverted,
      (select coalesce(json_agg(source || ' ' || external_market_id order by source, external_market_id), '[]') from changed) as changed`,
    [changeId, newChangeId, reason ?? null, actor ?? null, force, KEY_PATTERN, opened],
  );
  if (row && row.changed.length > 0 && !force) {
    throw new ChangedSinceError(row.changed.map(what => ({ what, fields: ['status', 'notes'] })));
  }
  return row?.reverted ?? 0;
}
