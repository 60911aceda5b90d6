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

/** The triggers and functions in the schema of this release. */
const expectedGuards: SchemaDescription = /* @__PURE__ */ pure(() => ({
  [TABLE]: Object.fromEntries(Object.entries(currentSchema[TABLE] ?? {}).filter(([item]) => isGuard(item))),
}));

/** What is wrong with the triggers that tell mappers about changes and with their functions. It only reads system catalogues, which every role may do. */
export async function findGuardFaults(db: Db, { schema }: Tables): Promise<string[]> {
  return faultsOf(await describeGuards(db, schema));
}

/** The statements that repair triggers and functions which are not as this release creates them; none if all are. */
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
      // The trigger is right but does not fire. Enabling it blocks nobody who reads.
      if (now.startsWith(wanted)) return [enableTrigger(target, trigger)];
      return [`drop trigger ${trigger} on "${target.schema}"."${TABLE}"`, createTrigger(target, trigger)];
    }),
  ];
}

function faultsOf(found: SchemaDescription): string[] {
  return compareSchemas(expectedGuards, { [TABLE]: found[TABLE] ?? {} }, { allowAdditions: true });
}
