import {
  createHistoryFunction,
  createHistoryTrigger,
  createTellChange,
  createTrigger,
  currentSchema,
  enableTrigger,
  HISTORY_GUARDS,
  type MigrationTarget,
  type SchemaDescription,
  TELL_CHANGE,
  TELL_TRUNCATE,
} from '../../migrations/index.js';
import type { Db } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { pure } from '../model/pure.js';
import { compareSchemas, describeGuards, isGuard } from './describe-schema.js';

const MAPPINGS = 'user_market_mappings';

/** The triggers and functions in the schema of this release, by their tables. */
const expectedGuards: SchemaDescription = /* @__PURE__ */ pure(() =>
  Object.fromEntries(
    Object.entries(currentSchema).flatMap(([table, items]) => {
      const guards = Object.entries(items).filter(([item]) => isGuard(item));
      return guards.length === 0 ? [] : [[table, Object.fromEntries(guards)]];
    }),
  ),
);

/** How a trigger and its function are created again. */
interface Repair {
  readonly table: string;
  readonly trigger: string;
  readonly calls: string;
  readonly createFunction: (target: MigrationTarget) => string;
  readonly createTrigger: (target: MigrationTarget) => string;
}

const REPAIRS: readonly Repair[] = /* @__PURE__ */ pure(() => [
  ...[TELL_CHANGE, TELL_TRUNCATE].map(trigger => ({
    table: MAPPINGS,
    trigger,
    calls: TELL_CHANGE,
    createFunction: createTellChange,
    createTrigger: (target: MigrationTarget) => createTrigger(target, trigger),
  })),
  ...HISTORY_GUARDS.map(guard => ({
    table: guard.table,
    trigger: guard.name,
    calls: guard.name,
    createFunction: (target: MigrationTarget) => createHistoryFunction(target, guard),
    createTrigger: (target: MigrationTarget) => createHistoryTrigger(target, guard),
  })),
]);

/** What is wrong with the triggers that tell mappers about changes and keep history, and with their functions. It only reads system catalogues, which every role may do. */
export async function findGuardFaults(db: Db, { schema }: Tables): Promise<string[]> {
  return faultsOf(await describeGuards(db, schema));
}

/** The statements that repair those triggers and functions of a schema which are not as this release creates them; none if all are. */
export async function repairGuards(db: Db, target: MigrationTarget, reached: SchemaDescription): Promise<string[]> {
  const found = await describeGuards(db, target.schema);
  const repairs = REPAIRS.filter(({ table, trigger }) => reached[table]?.[`trigger ${trigger}`] !== undefined);
  const functions = repairs
    .filter(({ calls }) => {
      const item = `function ${calls}()`;
      return found[MAPPINGS]?.[item] !== expectedGuards[MAPPINGS]?.[item];
    })
    .map(repair => repair.createFunction(target));
  return [...new Set(functions), ...repairs.flatMap(repair => repairTrigger(repair, found, target))];
}

function repairTrigger(repair: Repair, found: SchemaDescription, target: MigrationTarget): string[] {
  const { table, trigger } = repair;
  const item = `trigger ${trigger}`;
  const [now, wanted = ''] = [found[table]?.[item], expectedGuards[table]?.[item]];
  if (now === wanted) return [];
  if (now === undefined) return [repair.createTrigger(target)];
  // The trigger is right but does not fire. Enabling it blocks nobody who reads.
  if (now.startsWith(wanted)) return [enableTrigger(target, trigger, table)];
  return [`drop trigger ${trigger} on "${target.schema}"."${table}"`, repair.createTrigger(target)];
}

function faultsOf(found: SchemaDescription): string[] {
  const live = Object.fromEntries(Object.keys(expectedGuards).map(table => [table, found[table] ?? {}]));
  return compareSchemas(expectedGuards, live, { allowAdditions: true });
}
