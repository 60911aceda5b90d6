import * as z from 'zod';
import {
  AUDIT_ACTIONS,
  type AuditEntry,
  type Change,
  LINE_KINDS,
  type LineConvention,
  type LineConventions,
  type LineKind,
  type MappingPatch,
  type MarketMapping,
  type NewMapping,
  type OutcomeMapping,
  SOURCES,
  type Source,
  UNMAPPED_STATUSES,
  type UnmappedMarket,
  type UnmappedSighting,
  type UnmappedStatus,
} from '../model/index.js';
import { pure } from '../model/pure.js';
import {
  date,
  integer,
  json,
  MAX_ACTOR,
  MAX_FIXED,
  MAX_ID,
  MAX_INT,
  MAX_NAME,
  MAX_OUTCOMES,
  MAX_SOURCE_ID,
  oneOf,
  storable,
  text,
} from './fields.js';

const sourceId = /* @__PURE__ */ pure(() => text(MAX_SOURCE_ID).nullable());
const outcomeName = /* @__PURE__ */ pure(() => storable('a string or null').nullable().default(null));

export const sourceSchema: z.ZodType<Source> = /* @__PURE__ */ pure(() => oneOf(SOURCES));
export const unmappedStatusSchema: z.ZodType<UnmappedStatus> = /* @__PURE__ */ pure(() => oneOf(UNMAPPED_STATUSES));

export const outcomeMappingSchema: z.ZodType<OutcomeMapping> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    canonicalId: text(MAX_ID),
    betpawaName: outcomeName,
    sportybetDesc: outcomeName,
    bet9jaSuffix: outcomeName,
    position: integer(0, MAX_INT),
    betpawaOutcomeId: text(MAX_ID).optional(),
    sportybetOutcomeId: text(MAX_ID).optional(),
  }),
);

const outcomes = /* @__PURE__ */ pure(() =>
  z
    .array(outcomeMappingSchema, { error: 'must be an array of outcomes' })
    .max(MAX_OUTCOMES, { error: `must have at most ${MAX_OUTCOMES} outcomes` })
    .check(context => {
      const seen = new Map<string, number>();
      context.value.forEach(({ canonicalId }, index) => {
        const first = seen.get(canonicalId);
        if (first === undefined) seen.set(canonicalId, index);
        else {
          context.issues.push({
            code: 'custom',
            message: `is the same as that of outcome ${first}: each canonical outcome stands once`,
            path: [index, 'canonicalId'],
            input: canonicalId,
          });
        }
      });
    }),
);

export const lineKindSchema: z.ZodType<LineKind> = /* @__PURE__ */ pure(() => oneOf(LINE_KINDS));

const MAX_UNIT = 1000;
const unitRange = `must be a number above 0 and up to ${MAX_UNIT}`;

const lineConventionSchema: z.ZodType<LineConvention> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    side: oneOf(['home', 'away']).optional(),
    unit: z.number({ error: unitRange }).positive({ error: unitRange }).max(MAX_UNIT, { error: unitRange }).optional(),
    fixed: text(MAX_FIXED)
      .regex(/^[^=|]+=[^=|]+(\|[^=|]+=[^=|]+)*$/, { error: 'must be a specifier such as total=2.5 or from=1|to=10' })
      .optional(),
  }),
);

export const lineConventionsSchema: z.ZodType<LineConventions> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    betpawa: lineConventionSchema.optional(),
    sportybet: lineConventionSchema.optional(),
    bet9ja: lineConventionSchema.optional(),
  }),
);

export const marketMappingSchema: z.ZodType<MarketMapping> = /* @__PURE__ */ pure(() =>
  z.object({
    id: integer(1, MAX_INT),
    canonicalId: text(MAX_ID),
    name: text(MAX_NAME),
    betpawaId: sourceId,
    sportybetId: sourceId,
    bet9jaKey: sourceId,
    outcomeMapping: outcomes,
    priority: integer(-MAX_INT, MAX_INT),
    isActive: z.boolean(),
    createdAt: date,
    updatedAt: date,
    createdBy: text(MAX_ACTOR).nullable(),
    lineKind: lineKindSchema.optional(),
    lineConventions: lineConventionsSchema.optional(),
  }),
);

const changeable = /* @__PURE__ */ pure(() => ({
  name: text(MAX_NAME),
  betpawaId: sourceId.optional(),
  sportybetId: sourceId.optional(),
  bet9jaKey: sourceId.optional(),
  outcomeMapping: outcomes,
  priority: integer(-MAX_INT, MAX_INT).optional(),
  lineKind: lineKindSchema.nullish(),
  lineConventions: lineConventionsSchema.nullish(),
}));

/** The message for a mapping that no source could ever reach. */
export const NO_SOURCE_ID = 'at least one of betpawaId, sportybetId and bet9jaKey must be given';

export const newMappingSchema: z.ZodType<NewMapping> = /* @__PURE__ */ pure(() =>
  z.strictObject({ canonicalId: text(MAX_ID), ...changeable }).check(context => {
    const { betpawaId, sportybetId, bet9jaKey } = context.value;
    if ((betpawaId ?? sportybetId ?? bet9jaKey ?? null) === null) {
      context.issues.push({ code: 'custom', message: NO_SOURCE_ID, path: ['betpawaId'], input: context.value });
    }
  }),
);

export const mappingPatchSchema: z.ZodType<MappingPatch> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    ...changeable,
    name: changeable.name.optional(),
    outcomeMapping: outcomes.optional(),
  }),
);

/** What an import takes: of a mapping that is there already, some of the fields do. */
export const importedMappingSchema: z.ZodType<MappingPatch & { canonicalId: string; isActive?: boolean }> =
  /* @__PURE__ */ pure(() =>
    z.strictObject({
      canonicalId: text(MAX_ID),
      ...changeable,
      name: changeable.name.optional(),
      outcomeMapping: outcomes.optional(),
      isActive: z.boolean({ error: 'must be true or false' }).optional(),
    }),
  );

export const changeSchema: z.ZodType<Change> = /* @__PURE__ */ pure(() =>
  z.object({
    actor: text(MAX_ACTOR).optional(),
    reason: storable('a string').optional(),
  }),
);

export const auditEntrySchema: z.ZodType<AuditEntry> = /* @__PURE__ */ pure(() =>
  z.object({
    id: integer(1, MAX_INT),
    mappingId: integer(1, MAX_INT).nullable(),
    canonicalId: text(MAX_ID),
    action: oneOf(AUDIT_ACTIONS),
    oldValue: z.record(z.string(), z.unknown()).nullable(),
    newValue: z.record(z.string(), z.unknown()).nullable(),
    reason: z.string().nullable(),
    createdAt: date,
    createdBy: z.string().nullable(),
  }),
);

export const unmappedMarketSchema: z.ZodType<UnmappedMarket> = /* @__PURE__ */ pure(() =>
  z.object({
    id: integer(1, MAX_INT),
    source: sourceSchema,
    externalMarketId: text(MAX_ID),
    marketName: z.string().nullable(),
    sampleOutcomes: json,
    firstSeenAt: date,
    lastSeenAt: date,
    occurrenceCount: integer(1, MAX_INT),
    status: unmappedStatusSchema,
    notes: z.string().nullable(),
  }),
);

export const unmappedSightingSchema: z.ZodType<UnmappedSighting> = /* @__PURE__ */ pure(() =>
  z.object({
    source: sourceSchema,
    externalMarketId: text(MAX_ID),
    marketName: storable('a string or null').nullish(),
    sampleOutcomes: json.optional(),
    occurrences: integer(1, Number.MAX_SAFE_INTEGER).optional(),
    seenAt: date.optional(),
  }),
);
