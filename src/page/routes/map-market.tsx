import { inTransaction } from '../../database/query.js';
import { getMapping } from '../../mappings/get-mapping.js';
import { listAuditLog } from '../../mappings/list-audit-log.js';
import { isMarketMappingError } from '../../model/errors.js';
import type { UnmappedMarket } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { mapUnmappedMarket } from '../../unmapped/map-unmapped-market.js';
import { outcomesToAdd, suggestFor, targetOf, versionOf } from '../suggest.js';
import type { Visit } from '../visit.js';
import { findMarket } from './find-market.js';
import { goOn } from './go-on.js';
import { respondMarket } from './market-page.js';
import type { Route } from './route.js';

/** Accepts a suggestion. */
export const mapMarket: Route = {
  method: 'POST',
  path: /^\/market\/\d+\/map$/,
  answer: async visit => {
    const market = await findMarket(visit);
    const { form } = visit;
    const suggestions = suggestFor(market, await visit.candidates());
    const suggestion = suggestions.find(({ mapping }) => mapping.canonicalId === form.get('to'));
    if (!suggestion || versionOf(suggestion.mapping) !== form.get('seen')) return refuse(visit, market, CHANGED);
    try {
      const { status, change } = await accept(visit, market, suggestion);
      return goOn(visit, status === 'MAPPED' ? 'mapped' : 'open', { change, market: market.id });
    } catch (error) {
      if (!isMarketMappingError(error) || !REFUSALS.has(error.code)) throw error;
      return refuse(visit, market, error.message);
    }
  },
};

const CHANGED = 'What is suggested has changed since this page was shown. Nothing was done: look again.';
const REFUSALS = new Set(['MAPPING_CONFLICT', 'MAPPING_EXISTS', 'MARKET_NOT_COVERED', 'VALIDATION', 'STALE_MAPPING']);

/** The market's state afterwards, and the change that undoes it. */
export async function accept(
  { db, settings: { inSchema }, change }: Visit,
  market: UnmappedMarket,
  suggestion: Suggestion,
): Promise<{ status: string; change: number | undefined }> {
  const target = targetOf(suggestion, outcomesToAdd(market, suggestion));
  const options = await change();
  return inTransaction(
    db,
    async trx => {
      const before = await getMapping(trx, suggestion.mapping.canonicalId, inSchema);
      const { canonicalId, updatedAt } = await mapUnmappedMarket(trx, market.id, target, options);
      const isWritten = before?.updatedAt.getTime() !== updatedAt.getTime();
      const { items } = isWritten ? await listAuditLog(trx, { canonicalId, limit: 1 }, inSchema) : { items: [] };
      const after = await getUnmappedMarket(trx, market.id, inSchema);
      return { status: after?.status ?? 'MAPPED', change: items[0]?.id };
    },
    options.schema ?? 'public',
  );
}

function refuse(visit: Visit, market: UnmappedMarket, message: string): Promise<Response> {
  const above = (
    <p class="message" role="alert">
      {message}
    </p>
  );
  return respondMarket(visit, market, { above, status: 409 });
}
