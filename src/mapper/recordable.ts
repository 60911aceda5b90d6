import { readFields } from '../input/read-fields.js';
import { SIGHTING_FIELDS } from '../input/schemas.js';
import type { Resolution, ScrapedOutcome, UnmappedReason, UnmappedSighting } from '../model/index.js';
import { pure } from '../model/pure.js';

/** What `recordUnmapped` takes: a sighting, or a market as a reader gives it. */
export type Recordable = UnmappedSighting & { readonly outcomes?: readonly ScrapedOutcome[] };

/** Whether a market's resolution leaves nothing of it to record. */
export function isResolved(resolution: Resolution | undefined): boolean {
  return resolution !== undefined && resolution.status !== 'unmapped' && resolution.unmatched.length === 0;
}

/** A market as the sighting of it, each field read once: whatever reading them does, the market is what was read. */
export function toSighting(market: unknown, resolution?: Resolution): unknown {
  if (typeof market !== 'object' || market === null) return market;
  const given = readFields(market, FIELDS);
  const { outcomes, sampleOutcomes } = given;
  const missing = missingOf(outcomes, resolution);
  return {
    ...given,
    sampleOutcomes: sampleOutcomes ?? missing ?? outcomes,
    reason: given.reason ?? reasonOf(resolution),
    missingOutcomes: given.missingOutcomes ?? missing,
  };
}

/** Why a market is recorded, where its resolution says more than that nobody knows it. */
export function reasonOf(resolution: Resolution | undefined): UnmappedReason | undefined {
  if (resolution === undefined) return undefined;
  if (resolution.status !== 'unmapped') return 'UNKNOWN_OUTCOMES';
  return resolution.reason === 'UNKNOWN_MARKET' ? undefined : resolution.reason;
}

/** The outcomes that no mapping knew, where some mapping has the market's id. */
export function missingOf<Outcomes>(
  outcomes: Outcomes,
  resolution: Resolution | undefined,
): Outcomes | readonly ScrapedOutcome[] | undefined {
  if (resolution === undefined) return undefined;
  if (resolution.status !== 'unmapped') return resolution.unmatched;
  return resolution.reason === 'UNKNOWN_OUTCOMES' ? outcomes : undefined;
}

const FIELDS = /* @__PURE__ */ pure(() => [...SIGHTING_FIELDS, 'outcomes'] as const);
