import * as z from 'zod';
import { Conditions } from '../database/pages.js';
import { integer, MAX_INT, rowIdField } from '../input/fields.js';
import { invalid, validate } from '../input/validate.js';
import { pure } from '../model/pure.js';
import { conditionFields, conditionsOf, type UnmappedCondition } from './unmapped-conditions.js';

/** Which markets a bulk act is for: those of some ids, or those that a filter holds for. */
export type UnmappedTarget = { ids: readonly number[] } | UnmappedCondition;

/** A bulk act's target, checked. */
export interface CheckedTarget {
  /** On rows `u` of the log. */
  readonly where: Conditions;
  /** Each once; null for a filter. */
  readonly ids: readonly number[] | null;
  /** How many markets it has to be. */
  readonly expectedCount: number | undefined;
}

const MAX_IDS = 100_000;

const idsSchema: z.ZodType<{ ids: readonly number[] }> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    ids: z
      .array(rowIdField, { error: 'must be a list of ids' })
      .min(1, { error: 'must not be empty' })
      .max(MAX_IDS, { error: `must have at most ${MAX_IDS} ids` }),
  }),
);

const conditionSchema: z.ZodType<UnmappedCondition> = /* @__PURE__ */ pure(() => z.strictObject(conditionFields));

const countSchema = /* @__PURE__ */ pure(() => integer(0, MAX_INT).optional());

export function checkBulkTarget(target: UnmappedTarget, count: number | undefined): CheckedTarget {
  const ids = idsOf(target);
  const where = ids
    ? new Conditions().and(ids, value => `u.id = any (${value}::integer[])`)
    : conditionsOf(validate(conditionSchema, target, 'target'));
  const expectedCount = validate(countSchema, count, 'expectedCount');
  if (where.toString() === '' && expectedCount === undefined) {
    throw invalid(
      'target',
      'has no condition, which is the whole log: give one, or say with expectedCount how many markets that is',
    );
  }
  return { where, ids, expectedCount };
}

function idsOf(target: UnmappedTarget): number[] | null {
  const given: unknown = target;
  if (typeof given !== 'object' || given === null) throw invalid('target', 'must be { ids } or a filter');
  return 'ids' in target ? [...new Set(validate(idsSchema, target, 'target').ids)] : null;
}
