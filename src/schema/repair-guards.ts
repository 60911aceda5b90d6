import {
  currentSchema,
  enableGuard,
  type Guard,
  type GuardTrigger,
  guards,
  type MigrationTarget,
  type SchemaDescription,
} from '../../migrations/index.js';
import type { Db } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { pure } from '../model/pure.js';
import { compareSchemas, describeGuards, isGuard } from './describe-schema.js';

/** The triggers and functions in the schema of this release. */
const expectedGuards: SchemaDescription = /* @__PURE__ */ pure(() =>
  Object.fromEntries(
    Object.entries(currentSchema).flatMap(([table, items]) => {
      const found = Object.entries(items).filter(([item]) => isGuard(item));
      return found.length === 0 ? [] : [[table, Object.fromEntries(found)]];
    }),
  ),
);

/** The table in whose description the functions stand. */
const TABLE_OF_FUNCTIONS = 'user_market_mappings';

/** What is wrong with the triggers that tell of changes and keep their history, and with their functions. It only reads system catalogues, which every role may do. */
export async function findGuardFaults(db: Db, { schema }: Tables): Promise<string[]> {
  const found = await describeGuards(db, schema);
  const live = Object.fromEntries(Object.keys(expectedGuards).map(table => [table, found[table] ?? {}]));
  return compareSchemas(expectedGuards, live, { allowAdditions: true });
}

/** The statements that repair triggers and functions which are not as this release creates them; none if all are. */
export async function repairGuards(db: Db, target: MigrationTarget): Promise<string[]> {
  const found = await describeGuards(db, target.schema);
  return guards.flatMap(guard => [
    ...(isFunctionRight(guard, found) ? [] : [guard.createFunction(target)]),
    ...guard.triggers.flatMap(trigger => repairTrigger(trigger, found, target)),
  ]);
}

function isFunctionRight({ name }: Guard, found: SchemaDescription): boolean {
  const item = `function ${name}()`;
  return found[TABLE_OF_FUNCTIONS]?.[item] === expectedGuards[TABLE_OF_FUNCTIONS]?.[item];
}

function repairTrigger(guard: GuardTrigger, found: SchemaDescription, target: MigrationTarget): string[] {
  const { table, trigger } = guard;
  const item = `trigger ${trigger}`;
  const [now, wanted = ''] = [found[table]?.[item], expectedGuards[table]?.[item]];
  if (now === wanted) return [];
  if (now === undefined) return [guard.create(target)];
  // The trigger is right but does not fire. Enabling it blocks nobody who reads.
  if (now.startsWith(wanted)) return [enableGuard(target, guard)];
  return [`drop trigger ${trigger} on "${target.schema}"."${table}"`, guard.create(target)];
}
