import { MAX_ID } from './fields.js';
import { sha256 } from './sha256.js';
import { cutTo, isLongerThan } from './text.js';

/** What is kept of a longer id, before the digest: with a tilde and 32 hex digits it makes exactly `MAX_ID` characters. */
const KEPT = 67;
const DIGITS = 32;

/**
 * The id under which a market is recorded and looked up: of one over 100 characters the first 67, `~` and the first 32 hex digits of
 * its SHA-256, so that two long ids that begin alike stay apart. What it gives is its own stored id.
 */
export function toStoredMarketId(externalMarketId: string): string {
  if (!isLongerThan(externalMarketId, MAX_ID)) return externalMarketId;
  return `${cutTo(externalMarketId, KEPT)}~${sha256(externalMarketId).slice(0, DIGITS)}`;
}
