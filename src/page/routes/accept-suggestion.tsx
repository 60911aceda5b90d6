import { randomUUID } from 'node:crypto';
import { isMarketMappingError } from '../../model/errors.js';
import type { UnmappedMarket, UnmappedStatus } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { mapMarket } from '../../unmapped/map-market.js';
import { suggestFor, targetFor, versionOf } from '../suggest.js';
import type { Visit } from '../visit.js';
import { findMarket } from './find-market.js';
import { goOn } from './go-on.js';
import { respondMarket } from './market-page.js';
import type { Route } from './route.js';

/** Accepts a suggestion. */
export const acceptSuggestion: Route = {
  method: 'POST',
  path: /^\/market\/\d+\/map$/,
  answer: async visit => {
    const market = await findMarket(visit);
    const { form } = visit;
    const suggestions = suggestFor(market, await visit.candidates());
    const suggestion = suggestions.find(({ mapping }) => mapping.canonicalId === form.get('to'));
    if (!suggestion || versionOf(suggestion.mapping) !== form.get('seen')) return refuse(visit, market, CHANGED);
    try {
      const act = randomUUID();
      const { status } = await accept(visit, market, suggestion, act);
      return goOn(visit, status === 'MAPPED' ? 'mapped' : 'open', { act, market: market.id });
    } catch (error) {
      if (!isMarketMappingError(error) || !REFUSALS.has(error.code)) throw error;
      return refuse(visit, market, error.message);
    }
  },
};

const CHANGED = 'What is suggested has changed since this page was shown. Nothing was done: look again.';
const REFUSALS = new Set(['MAPPING_CONFLICT', 'MAPPING_EXISTS', 'MARKET_NOT_COVERED', 'VALIDATION', 'STALE_MAPPING']);

/** Maps a market as a part of an act, and returns its state afterwards. */
export async function accept(
  { db, settings, change }: Visit,
  market: UnmappedMarket,
  suggestion: Suggestion,
  act: string,
): Promise<{ status: UnmappedStatus }> {
  const target = targetFor(market, suggestion);
  await mapMarket(db, market.id, target, await change(), act);
  const after = await getUnmappedMarket(db, market.id, settings.inSchema);
  return { status: after?.status ?? 'MAPPED' };
}

function refuse(visit: Visit, market: UnmappedMarket, message: string): Promise<Response> {
  const above = (
    <p class="message" role="alert">
      {message}
    </p>
  );
  return respondMarket(visit, market, { above, status: 409 });
}
