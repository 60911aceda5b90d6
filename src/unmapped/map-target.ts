import * as z from 'zod';
import { canonicalIdField } from '../input/fields.js';
import { outcomesSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import type { BaseMapping, NewMapping, OutcomeMapping } from '../model/index.js';
import { pure } from '../model/pure.js';

/** Gives the market's id to a mapping that there is. */
export interface ExistingTarget {
  /** The canonical id of an active mapping that has no other id at this source yet. */
  to: string;
  /** Outcomes to add: the names and ids that the mapping's own lack, and outcomes that it does not have. What it has stays. */
  outcomes?: OutcomeMapping[];
  /** A base mapping of this canonical id, which is copied into a row first where the database has none. */
  base?: BaseMapping;
}

/** Creates a mapping with the market's id. */
export interface NewTarget {
  /** The mapping; its id at the market's source may be left out. */
  create: NewMapping;
}

/** What to map an unmapped market to. */
export type MapTarget = ExistingTarget | NewTarget;

const existingTargetSchema: z.ZodType<ExistingTarget> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    to: canonicalIdField,
    outcomes: outcomesSchema.optional(),
    base: z.custom<BaseMapping>(isObject, { error: 'must be a mapping' }).optional(),
  }),
);

const newTargetSchema: z.ZodType<NewTarget> = /* @__PURE__ */ pure(() =>
  z.strictObject({ create: z.custom<NewMapping>(isObject, { error: 'must be a mapping' }) }),
);

/** Checks what a market is to be mapped to. */
export function checkTarget(target: unknown): MapTarget {
  const isTarget = isObject(target) && 'to' in target !== 'create' in target;
  if (!isTarget) throw invalid('target', 'must be { to: <canonical id>, outcomes?, base? } or { create: <mapping> }');
  return 'to' in target
    ? validate(existingTargetSchema, target, 'target')
    : validate(newTargetSchema, target, 'target');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
