import type { UnmappedMarket } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { countUnmappedMarkets } from '../../unmapped/count-unmapped-markets.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { listUnmappedMarkets } from '../../unmapped/list-unmapped-markets.js';
import { PageFault } from '../page-fault.js';
import { oneOf } from '../read-query.js';
import { suggestFor } from '../suggest.js';
import type { Visit } from '../visit.js';
import { queueCondition, queueFilter } from './queue-filter.js';

/** What can be done with many markets at once. */
export const BULK_ACTS = ['accept', 'ignore', 'acknowledge', 'reopen'] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

export const STATUS_OF = { ignore: 'IGNORED', acknowledge: 'ACKNOWLEDGED', reopen: 'NEW' } as const;

/** Which act a form is about. */
export function readAct(form: URLSearchParams): BulkAct {
  const act = oneOf(form, 'act', BULK_ACTS);
  if (act === undefined) throw new PageFault(400, 'The form does not say what is to be done.');
  return act;
}

/** The markets of a bulk act: those that were selected, or all that the queue's filter holds for. */
export interface BulkSet {
  readonly isAll: boolean;
  readonly ids: readonly number[];
  readonly count: number;
}

/** Suggestions are made for so many at once; the rest is for the next time. */
export const MAX_ACCEPTED = 200;
/** A page of a list has at most so many. */
const MAX_PAGE = 500;

export async function readSet({ db, form, query, settings }: Visit, act: BulkAct): Promise<BulkSet> {
  if (form.get('set') !== 'all') {
    const ids = [
      ...new Set(
        form
          .getAll('id')
          .filter(id => /^\d{1,9}$/.test(id) && Number(id) > 0)
          .map(Number),
      ),
    ];
    if (ids.length === 0) throw new PageFault(400, 'Nothing is selected. Go back, and tick the markets.');
    return { isAll: false, ids: act === 'accept' ? ids.slice(0, MAX_ACCEPTED) : ids, count: ids.length };
  }
  if (act !== 'accept') {
    return { isAll: true, ids: [], count: await countUnmappedMarkets(db, queueCondition(query), settings.inSchema) };
  }
  const { items } = await listUnmappedMarkets(
    db,
    { ...queueFilter(query), limit: Math.min(MAX_ACCEPTED, MAX_PAGE) },
    settings.inSchema,
  );
  return { isAll: false, ids: items.map(({ id }) => id), count: items.length };
}

/** A market, and what it is safe to take it for unseen; null where nothing is. */
export interface Proposal {
  readonly market: UnmappedMarket;
  readonly suggestion: Suggestion | null;
}

/** What each of these markets is suggested to be, as far as that is safe to accept unseen. */
export async function propose(visit: Visit, ids: readonly number[]): Promise<Proposal[]> {
  const candidates = await visit.candidates();
  const proposals: Proposal[] = [];
  for (const id of ids) {
    const market = await getUnmappedMarket(visit.db, id, visit.settings.inSchema);
    if (!market || market.status === 'MAPPED') continue;
    const [best] = suggestFor(market, candidates, 1);
    proposals.push({ market, suggestion: best?.match === true && !best.isNew ? best : null });
    // Hundreds of them take a while, and the host has other things to do.
    await new Promise(resolve => setImmediate(resolve));
  }
  return proposals;
}
