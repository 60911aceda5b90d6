import * as z from 'zod';
import { date, MAX_ID, MAX_NAME, storable, text } from '../input/fields.js';
import { sourceSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import type { IgnoreCondition, NewIgnoreRule } from '../model/index.js';
import { pure } from '../model/pure.js';

const conditions = /* @__PURE__ */ pure(() => ({
  source: sourceSchema.nullish(),
  externalMarketId: text(MAX_ID).nullish(),
  marketName: text(MAX_NAME).nullish(),
}));

const conditionSchema: z.ZodType<IgnoreCondition> = /* @__PURE__ */ pure(() =>
  z.strictObject({ ...conditions, until: date.nullish(), reason: storable('a string').optional() }),
);

const ruleSchema: z.ZodType<NewIgnoreRule> = /* @__PURE__ */ pure(() =>
  z.strictObject({ ...conditions, until: date.nullish(), reason: text(10_000) }),
);

/** What a preview asks for; the rest of a rule may be there. */
export function checkCondition(rule: unknown): IgnoreCondition {
  return atLeastOne(validate(conditionSchema, rule, 'rule'));
}

/** A rule that can be created. */
export function checkRule(rule: unknown): NewIgnoreRule {
  return atLeastOne(validate(ruleSchema, rule, 'rule'));
}

function atLeastOne<Rule extends IgnoreCondition>(rule: Rule): Rule {
  if ((rule.source ?? rule.externalMarketId ?? rule.marketName ?? null) !== null) return rule;
  throw invalid('rule', 'must have at least one of source, externalMarketId and marketName');
}
