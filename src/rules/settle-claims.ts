import type { MatchedBy, ScrapedOutcome } from '../model/index.js';
import type { OutcomeMatch } from './outcome-match.js';

type Claims = readonly (OutcomeMatch | null)[];

/** An id beats a name, and a name what is read off one. */
const STRENGTH: Readonly<Record<MatchedBy, number>> = { id: 2, name: 1, pattern: 0 };

/** The ids that a feed gives players and what one of them does. */
const PLAYER_ID = /^(?:sr:player:|pre:playerprops:)/;

/** Of two outcomes that claim to be the same one, the stronger claim holds; equal ones bar each other. */
export function settleClaims(claims: Claims): (OutcomeMatch | null)[] {
  const matches = [...claims];
  /** For each claim the first of the strongest; that it may have lost by now changes nothing for others. */
  const strongest = new Map<string, number>();
  for (const [index, claim] of claims.entries()) {
    if (claim === null) continue;
    const other = strongest.get(claim.claim);
    const rival = other === undefined ? null : claims[other];
    if (other === undefined || !rival) {
      strongest.set(claim.claim, index);
      continue;
    }
    const difference = STRENGTH[claim.matchedBy] - STRENGTH[rival.matchedBy];
    if (difference > 0) strongest.set(claim.claim, index);
    else matches[index] = null;
    if (difference >= 0) matches[other] = null;
  }
  return matches;
}

/** Where a market has players by their ids, what has no such id ("No Goal") is nobody. */
export function withoutFalsePlayers(claims: Claims, outcomes: readonly ScrapedOutcome[]): Claims {
  if (!outcomes.some(hasPlayerId)) return claims;
  return claims.map((claim, index) => (isOfPlayer(claim) && !hasPlayerId(outcomes[index]) ? null : claim));
}

function isOfPlayer(claim: OutcomeMatch | null): boolean {
  return claim?.participant !== undefined;
}

/** Whether a feed gave the outcome the id of a player. */
export function hasPlayerId(outcome: ScrapedOutcome | undefined): boolean {
  return typeof outcome?.id === 'string' && PLAYER_ID.test(outcome.id);
}
