import type { SightingSum } from '../unmapped/sightings.js';

/**
 * Which of the names and samples are sent: all; those in ASCII, which every encoding of a database has; or none. They only help the
 * person who maps the market, so where the database refuses them, the market is counted without.
 */
export type Hints = 'all' | 'ascii' | 'none';

export function hasHints({ marketName, sampleOutcomes }: Pick<SightingSum, 'marketName' | 'sampleOutcomes'>): boolean {
  return marketName !== null || sampleOutcomes !== null;
}

/** A name or sample, or null if it is not to be sent. */
export function keptHint(text: string | null, hints: Hints): string | null {
  if (text === null || hints === 'all') return text;
  return hints === 'ascii' && isAscii(text) ? text : null;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}
