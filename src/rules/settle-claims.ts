import type { MatchedBy, ScrapedOutcome } from '../model/index.js';
import type { OutcomeMatch } from './outcome-match.js';

type Claims = readonly (OutcomeMatch | null)[];

/** An id beats a name, and a name beats a pattern. */
const STRENGTH: Readonly<Record<MatchedBy, number>> = { id: 2, name: 1, pattern: 0 };

/** The ids that a feed gives to players and their bets. */
const PLAYER_ID = /^(?:sr:player:|pre:playerprops:)/;

/** If two outcomes claim to be the same one, the stronger claim holds. If they are equally strong, neither does. */
export function settleClaims(claims: Claims): (OutcomeMatch | null)[] {
  const matches = [...claims];
  /** The first of the strongest outcomes of each claim, even if it has lost by now: that changes nothing for the others. */
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

/** If a market has players with ids, an outcome without such an id ("No Goal") is not a player. */
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
