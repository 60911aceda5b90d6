import type { Tables } from '../database/tables.js';
import { toLike } from '../rules/glob.js';

/** SQL: the rules in force, with their patterns as LIKE takes them, and whether a statement may still be running that did not see them. */
export function rulesInForce({ ignoreRules }: Tables): string {
  return `select id, source, ${toLike('external_market_id')} as id_like, ${toLike('market_name')} as name_like, created_at,
        created_at > now() - interval '1 hour' as is_recent
      from ${ignoreRules} where until is null or until > now()`;
}

/** SQL: whether a rule (alias `r`, as `rulesInForce` has it) holds for a market. */
export function ruleHolds(r: string, source: string, id: string, name: string): string {
  return `(${r}.source is null or ${r}.source = ${source}) and (${r}.id_like is null or ${id} like ${r}.id_like)
        and (${r}.name_like is null or ${name} like ${r}.name_like)`;
}
