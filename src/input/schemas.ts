import * as z from 'zod';
import {
  AUDIT_ACTIONS,
  AUDIT_ORIGINS,
  type AuditEntry,
  type Change,
  type IgnoreRule,
  isSeedSource,
  isSource,
  LINE_KINDS,
  type LineConvention,
  type LineConventions,
  type LineKind,
  type MappingPatch,
  type MarketMapping,
  type NewMapping,
  type OutcomeMapping,
  type Source,
  SPORTS,
  type Sport,
  seedFieldsOf,
  sourceIdsOf,
  UNMAPPED_ACTIONS,
  UNMAPPED_REASONS,
  UNMAPPED_STATUSES,
  type UnmappedHistoryEntry,
  type UnmappedMarket,
  type UnmappedReason,
  type UnmappedSighting,
  type UnmappedStatus,
} from '../model/index.js';
import { pure } from '../model/pure.js';
import { cleanJson, cleanOutcomes, cleanText } from './clean.js';
import {
  changeIdField,
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
import { readFields } from './read-fields.js';
import { toStoredMarketId } from './stored-market-id.js';

const sourceId = /* @__PURE__ */ pure(() => text(MAX_SOURCE_ID).nullable());
const outcomeName = /* @__PURE__ */ pure(() => storable('a string or null').nullable().default(null));

const SOURCE_FORM =
  'must be the id of a source: lower-case letters, digits, _ and -, at most 20 of them, beginning with a letter or digit';

/** A source that has columns of its own must not have its ids or names in a second place. */
const FURTHER = (source: string): string | null =>
  isSeedSource(source) ? 'has fields of its own: use them instead' : null;

const MAX_SOURCES = 50;

/** An object with values by source. It can contain sources that this release does not know. */
function bySource<T>(
  value: z.ZodType<T>,
  refuse: (source: string) => string | null = () => null,
): z.ZodType<Readonly<Record<string, T>>> {
  return z.record(z.string(), value, { error: 'must be an object with a value for each source' }).check(context => {
    const sources = Object.keys(context.value);
    const issue = (message: string, path: string[] = []) =>
      context.issues.push({ code: 'custom', message, path, input: context.value });
    if (sources.length > MAX_SOURCES) issue(`must have at most ${MAX_SOURCES} sources`);
    for (const source of sources) {
      const fault = isSource(source) ? refuse(source) : SOURCE_FORM;
      if (fault !== null) issue(fault, [source]);
    }
  });
}

/** A specifier, as parameters and bindings are written. */
function specifier(examples: string): z.ZodType<string> {
  return text(MAX_FIXED).regex(/^[^=|]+=[^=|]+(\|[^=|]+=[^=|]+)*$/, {
    error: `must be a specifier such as ${examples}`,
  });
}

export const sportSchema: z.ZodType<Sport> = /* @__PURE__ */ pure(() => oneOf(SPORTS));
export const sourceSchema: z.ZodType<Source> = /* @__PURE__ */ pure(() =>
  z.string({ error: SOURCE_FORM }).refine(isSource, { error: SOURCE_FORM }),
);
export const unmappedStatusSchema: z.ZodType<UnmappedStatus> = /* @__PURE__ */ pure(() => oneOf(UNMAPPED_STATUSES));

export const outcomeMappingSchema: z.ZodType<OutcomeMapping> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    canonicalId: text(MAX_ID),
    betpawaName: outcomeName,
    sportybetDesc: outcomeName,
    bet9jaSuffix: outcomeName,
    position: integer(0, MAX_INT),
    names: bySource(storable('a string'), FURTHER).optional(),
    ids: bySource(text(MAX_ID), source => {
      const fields = seedFieldsOf(source);
      return fields?.formerOutcomeIdKey === null ? `has no outcome ids: use ${fields.nameField}` : null;
    }).optional(),
  }),
);

export const outcomesSchema = /* @__PURE__ */ pure(() =>
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
            message: `is the same as that of outcome ${first}: each canonical outcome may appear only once`,
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
    fixed: specifier('total=2.5 or from=1|to=10').optional(),
    where: specifier('minute=5 or setnr=1').optional(),
  }),
);

export const lineConventionsSchema: z.ZodType<LineConventions> = /* @__PURE__ */ pure(() =>
  bySource(lineConventionSchema),
);

export const marketMappingSchema: z.ZodType<MarketMapping> = /* @__PURE__ */ pure(() =>
  z.object({
    id: integer(1, MAX_INT),
    canonicalId: text(MAX_ID),
    name: text(MAX_NAME),
    betpawaId: sourceId,
    sportybetId: sourceId,
    bet9jaKey: sourceId,
    sourceIds: bySource(text(MAX_ID), FURTHER),
    outcomeMapping: outcomesSchema,
    priority: integer(-MAX_INT, MAX_INT),
    isActive: z.boolean(),
    createdAt: date,
    updatedAt: date,
    createdBy: text(MAX_ACTOR).nullable(),
    sport: sportSchema.nullable(),
    lineKind: lineKindSchema.optional(),
    lineConventions: lineConventionsSchema.optional(),
  }),
);

const changeable = /* @__PURE__ */ pure(() => ({
  name: text(MAX_NAME),
  betpawaId: sourceId.optional(),
  sportybetId: sourceId.optional(),
  bet9jaKey: sourceId.optional(),
  outcomeMapping: outcomesSchema,
  priority: integer(-MAX_INT, MAX_INT).optional(),
  sport: sportSchema.nullish(),
  lineKind: lineKindSchema.nullish(),
  lineConventions: lineConventionsSchema.nullish(),
}));

/** The message for a mapping that no source could ever use. */
export const NO_SOURCE_ID = 'at least one of betpawaId, sportybetId, bet9jaKey and sourceIds must be given';

export const newMappingSchema: z.ZodType<NewMapping> = /* @__PURE__ */ pure(() =>
  z
    .strictObject({ canonicalId: text(MAX_ID), sourceIds: bySource(text(MAX_ID), FURTHER).optional(), ...changeable })
    .check(context => {
      if (sourceIdsOf(context.value).length === 0) {
        context.issues.push({ code: 'custom', message: NO_SOURCE_ID, path: ['betpawaId'], input: context.value });
      }
    }),
);

export const mappingPatchSchema: z.ZodType<MappingPatch> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    ...changeable,
    sourceIds: bySource(text(MAX_ID).nullable(), FURTHER).optional(),
    name: changeable.name.optional(),
    outcomeMapping: outcomesSchema.optional(),
  }),
);

/** The fields of a mapping in an import: null clears a field, and null as `sourceIds` removes all of them. */
export type ImportedFields = Omit<MappingPatch, 'sourceIds'> & {
  canonicalId: string;
  isActive?: boolean;
  sourceIds?: Readonly<Record<string, string | null>> | null;
};

/** A mapping in an import. If the mapping exists, some of its fields are enough. */
export const importedMappingSchema: z.ZodType<ImportedFields> = /* @__PURE__ */ pure(() =>
  z.strictObject({
    canonicalId: text(MAX_ID),
    ...changeable,
    name: changeable.name.optional(),
    sourceIds: bySource(text(MAX_ID).nullable(), FURTHER).nullish(),
    outcomeMapping: outcomesSchema.optional(),
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
    origin: oneOf(AUDIT_ORIGINS),
    changeId: changeIdField.nullable(),
  }),
);

const unmappedReasonSchema: z.ZodType<UnmappedReason> = /* @__PURE__ */ pure(() => oneOf(UNMAPPED_REASONS));

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
    reason: unmappedReasonSchema.optional(),
    missingOutcomes: z
      .array(
        z.object({
          id: z.string().nullable(),
          name: z.string(),
          parameter: z.string().optional(),
          home: z.string().optional(),
          away: z.string().optional(),
        }),
      )
      .optional(),
    parameter: z.string().optional(),
    sport: z.string().optional(),
    regressed: z.boolean().optional(),
    escalating: z.boolean().optional(),
    sightingsByDay: z.array(z.object({ day: z.iso.date(), count: integer(0, MAX_INT) })).optional(),
    ignoredBy: integer(1, MAX_INT).optional(),
  }),
);

export const ignoreRuleSchema: z.ZodType<IgnoreRule> = /* @__PURE__ */ pure(() =>
  z.object({
    id: integer(1, MAX_INT),
    source: sourceSchema.nullable(),
    externalMarketId: text(MAX_ID).nullable(),
    marketName: text(MAX_NAME).nullable(),
    until: date.nullable(),
    reason: z.string(),
    createdAt: date,
    createdBy: z.string().nullable(),
  }),
);

export const unmappedHistoryEntrySchema: z.ZodType<UnmappedHistoryEntry> = /* @__PURE__ */ pure(() =>
  z.object({
    id: integer(1, MAX_INT),
    marketId: integer(1, MAX_INT).nullable(),
    source: sourceSchema.nullable(),
    externalMarketId: text(MAX_ID).nullable(),
    action: oneOf(UNMAPPED_ACTIONS),
    oldValue: z.record(z.string(), z.unknown()).nullable(),
    newValue: z.record(z.string(), z.unknown()).nullable(),
    ruleId: integer(1, MAX_INT).nullable(),
    reason: z.string().nullable(),
    changeId: z.string(),
    createdAt: date,
    createdBy: z.string().nullable(),
  }),
);

/** A hint is cleaned or left out: what only helps a person must never keep a market from being counted. */
const hint = /* @__PURE__ */ pure(() => z.string().nullish().catch(undefined));

/** The fields of a sighting. */
export const SIGHTING_FIELDS = [
  'source',
  'externalMarketId',
  'marketName',
  'sampleOutcomes',
  'occurrences',
  'seenAt',
  'parameter',
  'event',
  'reason',
  'missingOutcomes',
] as const;

/** Refuses nothing but the source, the id and the count. A longer id than the log takes becomes its stored id. */
export const unmappedSightingSchema: z.ZodType<UnmappedSighting> = /* @__PURE__ */ pure(() =>
  z.preprocess(
    value => (isObject(value) ? readFields(value, SIGHTING_FIELDS) : value),
    z.object({
      source: sourceSchema,
      externalMarketId: text(Number.POSITIVE_INFINITY).overwrite(toStoredMarketId),
      marketName: z.unknown().transform(cleanText).optional(),
      sampleOutcomes: z.unknown().transform(cleanJson).optional(),
      occurrences: integer(1, Number.MAX_SAFE_INTEGER).optional(),
      seenAt: date.optional().catch(undefined),
      parameter: hint,
      reason: unmappedReasonSchema.optional().catch(undefined),
      missingOutcomes: z.unknown().transform(cleanOutcomes).optional(),
      event: z.object({ sport: hint, home: hint, away: hint }).optional().catch(undefined),
    }),
  ),
);

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
