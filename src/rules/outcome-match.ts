import type { MatchedBy } from '../model/index.js';
import { participantKey } from './participant.js';

/** The canonical outcome that a scraped one is. */
export interface OutcomeMatch {
  readonly canonicalId: string;
  readonly matchedBy: MatchedBy;
  /** Who the outcome is about, as served and without the team. */
  readonly participant?: string;
  /** The outcome's own threshold. */
  readonly line?: number;
  /** What it claims to be. Only one outcome of a market can be it. */
  readonly claim: string;
}

/** The match of an outcome that a mapping has by an id or name. */
export function toMatch(canonicalId: string, matchedBy: MatchedBy): OutcomeMatch {
  return { canonicalId, matchedBy, claim: canonicalId };
}

/** The match of one of the players or thresholds that share a canonical outcome. */
export function toOwnMatch(canonicalId: string, own: Pick<OutcomeMatch, 'participant' | 'line'>): OutcomeMatch {
  const { participant, line } = own;
  if (participant === undefined && line === undefined) return toMatch(canonicalId, 'pattern');
  const who = participant === undefined ? '' : participantKey(participant);
  return { canonicalId, matchedBy: 'pattern', ...own, claim: `${canonicalId}\n${who}\n${line ?? ''}` };
}
