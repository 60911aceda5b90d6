import { randomUUID } from 'node:crypto';
import { isMarketMappingError } from '../../model/errors.js';
import type { Candidate } from '../../triage/prepare-candidates.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { updateUnmappedMarkets } from '../../unmapped/update-unmapped-markets.js';
import { PageFault } from '../page-fault.js';
import { count } from '../read-query.js';
import { respondPage, respondRedirect } from '../respond.js';
import { suggestFor, versionOf } from '../suggest.js';
import { Hidden } from '../views/fields.js';
import { Layout } from '../views/layout.js';
import type { Visit } from '../visit.js';
import { accept } from './accept-suggestion.js';
import { type BulkAct, MAX_ACCEPTED, readAct, readSet, STATUS_OF } from './bulk.js';
import { queueCondition, queueParameters } from './queue-filter.js';
import type { Route } from './route.js';

/** Does what was confirmed. */
export const doBulk: Route = {
  method: 'POST',
  isLong: true,
  path: /^\/bulk\/do$/,
  answer: async visit => {
    const act = readAct(visit.form);
    return act === 'accept' ? acceptMany(visit) : setMany(visit, act);
  },
};

async function setMany(visit: Visit, act: Exclude<BulkAct, 'accept'>): Promise<Response> {
  const { db, form, query, link } = visit;
  const expectedCount = count(form, 'count');
  if (expectedCount === undefined) throw new PageFault(400, 'The form does not say how many markets were confirmed.');
  const { isAll, ids } = await readSet(visit, act);
  const target = isAll ? queueCondition(query) : { ids };
  const change = await visit.change(form.get('reason') ?? undefined);
  const { changeId } = await updateUnmappedMarkets(
    db,
    target,
    { status: STATUS_OF[act] },
    { ...change, expectedCount },
  );
  const done = { ignore: 'ignored', acknowledge: 'acknowledged', reopen: 'reopened' }[act];
  return respondRedirect(link('/', { ...queueParameters(query), done, act: changeId, number: expectedCount }));
}

interface Accepted {
  readonly id: number;
  readonly name: string;
  readonly to: string;
  /** Why it is not mapped; null where it is. */
  readonly refusal: string | null;
  /** Whether something was written, so that there is something to undo. */
  readonly isWritten: boolean;
}

async function acceptMany(visit: Visit): Promise<Response> {
  const asked = [...visit.form].flatMap(([name, value]) => {
    const [, id] = /^to\.(\d{1,9})$/.exec(name) ?? [];
    const [, to, seen] = /^(.+) (\S+)$/s.exec(value) ?? [];
    return id === undefined || to === undefined || seen === undefined ? [] : [{ id: Number(id), to, seen }];
  });
  // Read once: what the first of them changes itself is not somebody else's change for the next.
  const candidates = await visit.candidates();
  const results: Accepted[] = [];
  const act = randomUUID();
  for (const each of asked.slice(0, MAX_ACCEPTED)) results.push(await acceptOne(visit, candidates, { ...each, act }));
  return respondAccepted(visit, results, act);
}

/** Each by itself, so that one that is refused keeps none of the others back. */
async function acceptOne(
  visit: Visit,
  candidates: readonly Candidate[],
  { id, to, seen, act }: { id: number; to: string; seen: string; act: string },
): Promise<Accepted> {
  const refused = (name: string, refusal: string): Accepted => ({ id, name, to, refusal, isWritten: false });
  const market = await getUnmappedMarket(visit.db, id, visit.settings.inSchema);
  if (!market) return refused(String(id), 'It is not in the log any more.');
  const name = market.marketName ?? market.externalMarketId;
  const [suggestion] = market.status === 'MAPPED' ? [] : suggestFor(market, candidates, 1);
  if (!suggestion?.match || suggestion.mapping.canonicalId !== to || versionOf(suggestion.mapping) !== seen) {
    return refused(name, 'What is suggested has changed since it was confirmed.');
  }
  try {
    const { status } = await accept(visit, market, suggestion, act);
    return { id, name, to, refusal: status === 'MAPPED' ? null : STAYS_OPEN, isWritten: true };
  } catch (error) {
    if (!isMarketMappingError(error) || error.code === 'DATABASE') throw error;
    return refused(name, error.message);
  }
}

const STAYS_OPEN = 'The mapping has its id now, but not all of its outcomes: it stays open.';

/** The answer itself and no redirect: an address has no room for what was refused, and why. */
function respondAccepted(visit: Visit, results: readonly Accepted[], act: string): Response {
  const done = results.filter(({ refusal }) => refusal === null);
  const left = results.filter(({ refusal }) => refusal !== null);
  return respondPage(
    <Layout visit={visit} title="Accepted" section="Queue">
      <h1>{done.length === 1 ? '1 market is mapped' : `${done.length} markets are mapped`}</h1>
      <div class="actions">
        <a class="button" href={visit.link('/', queueParameters(visit.query))}>
          To the list
        </a>
        {results.some(({ isWritten }) => isWritten) ? (
          <form action={visit.link('/undo')} method="post">
            <Hidden values={{ act }} />
            <button type="submit" data-key="u">
              Undo all <kbd>u</kbd>
            </button>
          </form>
        ) : null}
      </div>
      {left.length === 0 ? null : (
        <>
          <h2>Not mapped</h2>
          <ul>
            {left.map(({ id, name, refusal }) => (
              <li key={id}>
                <a href={visit.link(`/market/${id}`)}>
                  <bdi>{name}</bdi>
                </a>
                : {refusal}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Done</h2>
      <ul>
        {done.map(({ id, name, to }) => (
          <li key={id}>
            <a href={visit.link(`/market/${id}`)}>
              <bdi>{name}</bdi>
            </a>{' '}
            is{' '}
            <a href={visit.link('/mapping', { id: to })}>
              <bdi>{to}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </Layout>,
  );
}
