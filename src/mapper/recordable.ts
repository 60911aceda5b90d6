import { readFields } from '../input/read-fields.js';
import { SIGHTING_FIELDS } from '../input/schemas.js';
import type { Resolution, ScrapedOutcome, UnmappedSighting } from '../model/index.js';

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
  return { ...given, sampleOutcomes: sampleOutcomes ?? unmatchedOf(resolution) ?? outcomes };
}

/** The outcomes to show a person, where a resolution left some unmatched. */
function unmatchedOf(resolution: Resolution | undefined): readonly ScrapedOutcome[] | undefined {
  return resolution?.status === 'partial' ? resolution.unmatched : undefined;
}

const FIELDS = [...SIGHTING_FIELDS, 'outcomes'] as const;
