import type { Knex } from 'knex';
import type { MigrationTarget } from './migration.js';

/** A function of the schema with the triggers that call it. They can be lost or disabled on their own, and are created again then. */
export interface Guard {
  readonly name: string;
  /** The statements that create the function, or replace one that is there. */
  createFunction(target: Pick<MigrationTarget, 'schema'>): string;
  readonly triggers: readonly GuardTrigger[];
}

export interface GuardTrigger {
  readonly table: string;
  readonly trigger: string;
  create(target: Pick<MigrationTarget, 'schema'>): string;
}

type TriggerOn = readonly [table: string, events: string, level: 'row' | 'statement'];

/**
 * A function with triggers of its own name. Its body names no schema, so it still works if the schema is renamed or restored under
 * another name. Nobody else may execute it: whoever attached it to another table could write where they may not.
 */
export function functionIn(
  name: string,
  body: string,
  { isDefiner }: { isDefiner: boolean },
  triggers: readonly TriggerOn[],
): Guard {
  return {
    name,
    createFunction: ({ schema }) => `create or replace function "${schema}"."${name}"() returns trigger
language plpgsql ${isDefiner ? 'security definer ' : ''}set search_path = pg_catalog, pg_temp as $market_mapping$${body}$market_mapping$;
revoke execute on function "${schema}"."${name}"() from public`,
    triggers: triggers.map(([table, events, level]) => ({
      table,
      trigger: name,
      create: ({ schema }) => `create trigger ${name} ${events} on "${schema}"."${table}" for each ${level}
execute function "${schema}"."${name}"();
${enableGuard({ schema }, { table, trigger: name })}`,
    })),
  };
}

/** Also for what a replication tool or a loader writes (`session_replication_role = replica`). */
export function enableGuard(
  { schema }: Pick<MigrationTarget, 'schema'>,
  { table, trigger }: Pick<GuardTrigger, 'table' | 'trigger'>,
): string {
  return `alter table "${schema}"."${table}" enable always trigger ${trigger}`;
}

export function dropGuard(schema: Knex.SchemaBuilder, target: MigrationTarget, { name, triggers }: Guard): void {
  for (const { table, trigger } of triggers) schema.raw(`drop trigger ${trigger} on "${target.schema}"."${table}"`);
  schema.raw(`drop function "${target.schema}"."${name}"()`);
}
