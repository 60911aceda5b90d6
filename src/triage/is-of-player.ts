import { outcomeNameOf, type ResolvedMarket, type ScrapedOutcome } from '../model/index.js';
import { hasPlayerId } from '../rules/settle-claims.js';

/** Whether a price is about a player: by its id, or because the mapping that answers for its market speaks of players. */
export function isOfPlayer(outcome: ScrapedOutcome, resolutions: readonly ResolvedMarket[]): boolean {
  return hasPlayerId(outcome) || resolutions.some(speaksOfPlayers);
}

function speaksOfPlayers({ market, resolution }: ResolvedMarket): boolean {
  if (resolution.status === 'unmapped') return false;
  const { lineKind, outcomeMapping } = resolution.mapping;
  if (lineKind === 'player') return true;
  return outcomeMapping.some(outcome => outcomeNameOf(outcome, market.source)?.includes('{player}'));
}
