import type { Prepared } from './prepare-candidates.js';
import type { MarketReading } from './read-market.js';
import type { SuggestionEvidence } from './suggestion.js';

/** What the market's parameter says of the mapping's kind of line. */
export function weighLine(market: MarketReading, { kind }: Prepared, isKnownById: boolean): SuggestionEvidence[] {
  return [...weighKind(market, kind), ...(isKnownById ? [] : weighRest(market, kind))];
}

function weighKind(market: MarketReading, kind: Prepared['kind']): SuggestionEvidence[] {
  const weight = kind === null ? 0 : weightOf(market, kind);
  if (weight === 0) return [];
  const own = market.hasLine ? `The market's parameter is ${market.market.parameter}` : 'The market has no line';
  const text = `${own}, ${weight > 0 ? 'as' : 'but'} the mapping's line is ${kind === 'none' ? 'none' : `of the kind ${kind}`}.`;
  return [{ feature: 'line', weight, text }];
}

/** What the parameter says besides the line: a player, or something that nothing is known of. */
function weighRest({ unread, parameter }: MarketReading, kind: Prepared['kind']): SuggestionEvidence[] {
  const isOfPlayer = parameter.named.player !== undefined && kind !== 'player';
  if (!isOfPlayer && unread.length === 0) return [];
  const text = isOfPlayer
    ? "The market's parameter names a player, and the mapping is about none."
    : `The market's parameter also says ${unread.join(', ')}, which makes it another bet.`;
  return [{ feature: 'line', weight: -0.4, text }];
}

const NUMBERED = /* @__PURE__ */ new Set(['total', 'asian-handicap', 'european-handicap']);

function weightOf({ kind: own, hasLine, parameter, reading }: MarketReading, kind: string): number {
  const isBare = parameter.bare !== null;
  if (kind === 'none') return !hasLine ? 0.05 : own !== null && NUMBERED.has(own) ? -0.4 : isBare ? -0.3 : 0;
  if (!NUMBERED.has(kind)) return 0;
  if (!hasLine) return reading.lines.size > 0 ? 0 : -0.2;
  if (own === kind) return 0.05;
  if (isBare) return 0.05;
  return own !== null && NUMBERED.has(own) ? (own === 'total' || kind === 'total' ? -0.5 : -0.3) : 0;
}
