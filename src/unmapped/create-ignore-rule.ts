import { randomUUID } from 'node:crypto';
import { type IgnoreRuleRow, toIgnoreRule } from '../database/ignore-rule-row.js';
import { type Db, isTransaction, query } from '../database/query.js';
import { type Tables, tablesFor } from '../database/tables.js';
import { changeSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import type { Change, IgnoreRule, NewIgnoreRule, SchemaOption } from '../model/index.js';
import { decided } from './change-markets.js';
import { ruleHolds, rulesInForce } from './ignore-conditions.js';
import { checkRule } from './ignore-rule-input.js';
import { writersHaveEnded, writersOf } from './log-writers.js';

/** An ignore rule with what it ignored at once. */
export interface CreatedIgnoreRule extends IgnoreRule {
  /** How many NEW markets of the log it ignored, and how often they had been seen. */
  rows: number;
  sightings: number;
  /** What tells the act in `listUnmappedHistory`. */
  changeId: string;
}

/** What can be asked of an act on ignore rules. */
export type IgnoreRuleOptions = Change & SchemaOption;

/**
 * Creates a rule to ignore markets: those of it that are NEW now, and those that recorders meet from now on. They are counted on. A market
 * that a person has set to a status of its own is left alone. The first sighting after the rule has ended, or was deleted, makes a
 * market that it ignored NEW.
 *
 * @param db The service's knex, or a transaction of it.
 * @param rule At least one of `source`, `externalMarketId` and `marketName`, the latter two as patterns over the whole value, in which
 *   `*` is any run of characters and case counts; `until` (for good by default); and the `reason`.
 * @param options `actor`; `reason` for the history where it is another than the rule's; `schema`: `public` by default.
 * @returns The rule, with the number of markets that it ignored and of their sightings.
 * @throws `VALIDATION`, also for an `until` that is over; `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { createIgnoreRule, previewIgnoreRule } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * const rule = { source: 'bet9ja', externalMarketId: 'S_PLAYER*', reason: 'player specials: not offered elsewhere' };
 * const { rows, sightings } = await previewIgnoreRule(db, rule);
 * console.log(`would ignore ${rows} markets, seen ${sightings} times`);
 * await createIgnoreRule(db, rule, { actor: 'ada' });
 * ```
 */
export async function createIgnoreRule(
  db: Db,
  rule: NewIgnoreRule,
  options: IgnoreRuleOptions = {},
): Promise<CreatedIgnoreRule> {
  const tables = tablesFor<IgnoreRuleOptions>(options, { actor: true, reason: true });
  const checked = checkRule(rule);
  const { actor = null, reason = checked.reason } = validate(changeSchema, options, 'options');
  const changeId = randomUUID();
  const { source = null, externalMarketId = null, marketName = null, until = null } = checked;
  const [row] = await query<IgnoreRuleRow>(
    db,
    tables.schema,
    `with created as (
      insert into ${tables.ignoreRules} as r (source, external_market_id, market_name, until, reason, created_by)
      select $1, $2, $3, $4, $5, $6 where $4::timestamptz is null or $4::timestamptz > now()
      returning r.*
    ), told as (
      insert into ${tables.unmappedHistory} (source, action, new_value, rule_id, reason, change_id, created_at, created_by)
      select source, 'CREATE_RULE', to_jsonb(created), id, $7, $8::uuid, clock_timestamp(), $6 from created
    )
    select * from created`,
    [source, externalMarketId, marketName, until?.toISOString() ?? null, checked.reason, actor, reason, changeId],
  );
  if (!row) throw invalid('rule.until', 'must be in the future, by the clock of the database');
  const applied = { ruleId: row.id, actor, reason, changeId };
  // Whoever is writing now may not have seen the rule, and the rule does not see what they write.
  const writers = isTransaction(db) ? [] : await writersOf(db, tables);
  let { rows, sightings } = await applyRule(db, tables, applied);
  if (writers.length > 0) {
    await writersHaveEnded(db, tables, writers);
    const late = await applyRule(db, tables, applied);
    rows += late.rows;
    sightings += late.sightings;
  }
  return { ...toIgnoreRule(row), rows, sightings, changeId };
}

interface Applied {
  readonly ruleId: number;
  readonly actor: string | null;
  readonly reason: string;
  readonly changeId: string;
}

/** Ignores what is NEW and the rule holds for, in the order of the key. */
async function applyRule(
  db: Db,
  tables: Tables,
  { ruleId, actor, reason, changeId }: Applied,
): Promise<{ rows: number; sightings: number }> {
  const { schema, unmapped, unmappedHistory } = tables;
  const [row] = await query<{ rows: number; sightings: number }>(
    db,
    schema,
    `with rules as materialized (
      ${rulesInForce(tables)}
    ), target as materialized (
      select u.id, u.source, u.external_market_id, u.status, u.notes, u.ignored_by
      from ${unmapped} u join rules r on r.id = $1
      where u.status = 'NEW' and ${ruleHolds('r', 'u.source', 'u.external_market_id', 'u.market_name')}
      order by u.source collate "C", u.external_market_id collate "C"
      for update of u
    ), saved as (
      update ${unmapped} u set status = 'IGNORED', ignored_by = $1 from target t where u.id = t.id
      returning u.id, u.status, u.notes, u.ignored_by, u.occurrence_count
    ), told as (
      insert into ${unmappedHistory}
        (market_id, source, external_market_id, action, old_value, new_value, rule_id, reason, change_id, created_at, created_by)
      select t.id, t.source, t.external_market_id, 'IGNORE', ${decided('t')}, ${decided('s')}, $1, $2, $3::uuid, clock_timestamp(), $4
      from saved s join target t on t.id = s.id
      order by t.source collate "C", t.external_market_id collate "C"
    )
    select count(*) as rows, coalesce(sum(occurrence_count), 0)::bigint as sightings from saved`,
    [ruleId, reason, changeId, actor],
  );
  return row ?? { rows: 0, sightings: 0 };
}
