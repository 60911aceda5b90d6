import * as z from 'zod';
import { Conditions, contains } from '../database/pages.js';
import { integer, MAX_ID, MAX_INT, MAX_NAME, text } from '../input/fields.js';
import { sourceSchema, unmappedStatusSchema } from '../input/schemas.js';
import { isOpen } from '../mappings/coverage.js';
import type { Source, UnmappedStatus } from '../model/index.js';
import { pure } from '../model/pure.js';
import { dayOfTime, escalates } from '../rules/escalation.js';
import { toLike } from '../rules/glob.js';

/** Which markets of the log: all that is given holds for them. */
export interface UnmappedCondition {
  source?: Source;
  /** One status, or any of several. */
  status?: UnmappedStatus | readonly UnmappedStatus[];
  /** Only markets seen at least this often. */
  minOccurrences?: number;
  /** Part of the external id or the name, ignoring case. */
  search?: string;
  /** A pattern over the whole id, in which `*` is any run of characters. Case counts. */
  externalMarketId?: string;
  /** The same over the whole name. A market without a name matches none. */
  marketName?: string;
  /** Only open markets that had been mapped and were met unmapped again; or, if false, all others. */
  regressed?: boolean;
  /** Only open markets that are seen far more often than in the week before; or, if false, all others. */
  escalating?: boolean;
  /** Only markets that this ignore rule ignored. */
  ignoredBy?: number;
}

const flag = /* @__PURE__ */ pure(() => z.boolean({ error: 'must be true or false' }).optional());

/** The fields of a condition, for schemas of filters. */
export const conditionFields = /* @__PURE__ */ pure(() => ({
  source: sourceSchema.optional(),
  status: z
    .union([unmappedStatusSchema, z.array(unmappedStatusSchema).min(1)], {
      error: 'must be NEW, ACKNOWLEDGED, MAPPED or IGNORED, or a list of some of them',
    })
    .optional(),
  minOccurrences: integer(1, MAX_INT).optional(),
  search: text(MAX_NAME).optional(),
  externalMarketId: text(MAX_ID).optional(),
  marketName: text(MAX_NAME).optional(),
  regressed: flag,
  escalating: flag,
  ignoredBy: integer(1, MAX_INT).optional(),
}));

/** SQL: whether a market of the log is open and seen far more often than in the week before. */
export function isEscalatingRow(u: string): string {
  return `(${isOpen(u)} and coalesce(${escalates(`${u}.sightings_day`, `${u}.sightings_by_day`, dayOfTime('now()'))}, false))`;
}

/** SQL: whether a market of the log is open after it had been mapped. */
export function isRegressedRow(u: string): string {
  return `(${isOpen(u)} and ${u}.regressed_at is not null)`;
}

/** The conditions of a statement on rows `u` of the log. */
export function conditionsOf(only: UnmappedCondition): Conditions {
  const statuses = typeof only.status === 'string' ? [only.status] : only.status;
  const where = new Conditions()
    .and(only.source, value => `u.source = ${value}`)
    .and(only.minOccurrences, value => `u.occurrence_count >= ${value}`)
    .and(only.search, value => contains(['u.external_market_id', 'u.market_name'], value))
    .and(only.externalMarketId, value => `u.external_market_id like ${toLike(`${value}::text`)}`)
    .and(only.marketName, value => `u.market_name like ${toLike(`${value}::text`)}`)
    .and(only.regressed, value => `${isRegressedRow('u')} = ${value}::boolean`)
    .and(only.escalating, value => `${isEscalatingRow('u')} = ${value}::boolean`)
    .and(only.ignoredBy, value => `u.ignored_by = ${value} and u.status = 'IGNORED'`);
  if (statuses)
    where.and(statuses[0], first =>
      [first, ...statuses.slice(1).map(each => where.bind(each))].map(each => `u.status = ${each}`).join(' or '),
    );
  return where;
}
