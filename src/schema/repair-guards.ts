import {
  createTellChange,
  createTrigger,
  currentSchema,
  enableTrigger,
  type MigrationTarget,
  type SchemaDescription,
  TELL_CHANGE,
  TELL_TRUNCATE,
} from '../../migrations/index.js';
import type { Db } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { pure } from '../model/pure.js';
import { compareSchemas, describeGuards, isGuard } from './describe-schema.js';

const TABLE = 'user_market_mappings';

/** The release's own schema, of which only triggers and functions are left. */
const expectedGuards: SchemaDescription = /* @__PURE__ */ pure(() => ({
  [TABLE]: Object.fromEntries(Object.entries(currentSchema[TABLE] ?? {}).filter(([item]) => isGuard(item))),
}));

/** What is wrong with the triggers that tell mappers of changes, and with the functions they call. It reads catalogues only, which anybody may. */
export async function findGuardFaults(db: Db, { schema }: Tables): Promise<string[]> {
  return faultsOf(await describeGuards(db, schema));
}

/** The statements that put the triggers and functions right which are not as this release made them; none where all are. */
export async function repairGuards(db: Db, target: MigrationTarget): Promise<string[]> {
  const found = await describeGuards(db, target.schema);
  const live = found[TABLE] ?? {};
  const expected = expectedGuards[TABLE] ?? {};
  const isFunctionRight = Object.keys(expected)
    .filter(item => item.startsWith('function '))
    .every(item => live[item] === expected[item]);
  return [
    ...(isFunctionRight ? [] : [createTellChange(target)]),
    ...[TELL_CHANGE, TELL_TRUNCATE].flatMap(trigger => {
      const item = `trigger ${trigger}`;
      const [now, wanted = ''] = [live[item], expected[item]];
      if (now === wanted) return [];
      if (now === undefined) return [createTrigger(target, trigger)];
      // It is the trigger, only that it does not fire: to enable it blocks nobody who reads.
      if (now.startsWith(wanted)) return [enableTrigger(target, trigger)];
      return [`drop trigger ${trigger} on "${target.schema}"."${TABLE}"`, createTrigger(target, trigger)];
    }),
  ];
}

function faultsOf(found: SchemaDescription): string[] {
  return compareSchemas(expectedGuards, { [TABLE]: found[TABLE] ?? {} }, { allowAdditions: true });
}
