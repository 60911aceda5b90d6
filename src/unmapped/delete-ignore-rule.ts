import { randomUUID } from 'node:crypto';
import { type IgnoreRuleRow, toIgnoreRule } from '../database/ignore-rule-row.js';
import { type Db, query } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { rowIdField } from '../input/fields.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { IgnoreRuleNotFoundError } from '../model/errors.js';
import type { IgnoreRule } from '../model/index.js';
import type { IgnoreRuleOptions } from './create-ignore-rule.js';

/**
 * Deletes an ignore rule. The markets that it ignored stay IGNORED until they are met again; that sighting makes them NEW.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id The rule's id.
 * @param options `actor` and `reason` for the history; `schema`: `public` by default.
 * @returns The rule as it was, and the `changeId` that tells the act in `listUnmappedHistory`.
 * @throws `IGNORE_RULE_NOT_FOUND`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { deleteIgnoreRule, listIgnoreRules } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * for (const rule of await listIgnoreRules(db)) {
 *   if (!rule.isInForce && rule.rows === 0) await deleteIgnoreRule(db, rule.id, { actor: 'ada', reason: 'mutes nothing' });
 * }
 * ```
 */
export async function deleteIgnoreRule(
  db: Db,
  id: number,
  options: IgnoreRuleOptions = {},
): Promise<IgnoreRule & { changeId: string }> {
  const { schema, ignoreRules, unmappedHistory } = tablesFor<IgnoreRuleOptions>(options, { actor: true, reason: true });
  validate(rowIdField, id, 'id');
  const { actor = null, reason = null } = validate(changeSchema, options, 'options');
  const changeId = randomUUID();
  const [row] = await query<IgnoreRuleRow>(
    db,
    schema,
    `with deleted as (
      delete from ${ignoreRules} where id = $1 returning *
    ), told as (
      insert into ${unmappedHistory} (source, action, old_value, rule_id, reason, change_id, created_at, created_by)
      select source, 'DELETE_RULE', to_jsonb(deleted), id, $2, $3::uuid, clock_timestamp(), $4 from deleted
    )
    select * from deleted`,
    [id, reason, changeId, actor],
  );
  if (!row) throw new IgnoreRuleNotFoundError(id);
  return { ...toIgnoreRule(row), changeId };
}
