import type { ComponentChildren } from 'preact';
import type { UnmappedMarket } from '../../model/index.js';
import { given } from '../read-query.js';
import { respondPage } from '../respond.js';
import { suggestFor } from '../suggest.js';
import { AcceptForm } from '../views/accept-form.js';
import { Layout } from '../views/layout.js';
import { MarketActs } from '../views/market-acts.js';
import { MarketFacts } from '../views/market-facts.js';
import { noticeOf } from '../views/notice.js';
import { Sample } from '../views/sample.js';
import { SightingsChart } from '../views/sightings-chart.js';
import { Evidence, Pairs, Suggestions } from '../views/suggestions.js';
import type { LinkParameters, Visit } from '../visit.js';
import { findNeighbours } from './neighbours.js';
import { previewSuggestion } from './preview-suggestion.js';
import { queueParameters } from './queue-filter.js';

/** One market with what it may be, what would change, and what can be done. */
export async function respondMarket(
  visit: Visit,
  market: UnmappedMarket,
  { above, status }: { above?: ComponentChildren; status?: number } = {},
): Promise<Response> {
  const { query, link } = visit;
  const suggestions = market.status === 'MAPPED' ? [] : suggestFor(market, await visit.candidates());
  const chosen = Math.min(Math.max(Number(query.get('choose') ?? 1) || 1, 1), Math.max(suggestions.length, 1)) - 1;
  const suggestion = suggestions[chosen];
  const neighbours = await findNeighbours(visit, market.id);
  const parameters: LinkParameters = { ...queueParameters(query), cursor: given(query, 'cursor') };
  const { previous, next } = neighbours;
  // Forms are sent to addresses that say where to go on.
  const onward = { ...(next?.parameters ?? parameters), next: next?.id };
  const preview = suggestion ? await previewSuggestion({ visit, market, suggestion }) : null;
  const name = market.marketName ?? market.externalMarketId;
  return respondPage(
    <Layout visit={visit} title={name} section="Queue">
      {noticeOf(visit)}
      {above}
      <nav class="pager" aria-label="Queue">
        <a href={link('/', parameters)}>To the list</a>
        {previous ? (
          <a href={link(`/market/${previous.id}`, previous.parameters)} data-key="k" rel="prev">
            Previous
          </a>
        ) : null}
        {next ? (
          <a href={link(`/market/${next.id}`, next.parameters)} data-key="j" rel="next">
            Next
          </a>
        ) : null}
      </nav>
      <h1>
        <bdi>{name}</bdi>
      </h1>
      <MarketFacts market={market} now={visit.now} />
      <div class="columns">
        <section aria-labelledby="may-be">
          <h2 id="may-be">What it may be</h2>
          {suggestion ? (
            <Suggestions
              visit={visit}
              market={market}
              suggestions={suggestions}
              chosen={chosen}
              parameters={parameters}
            />
          ) : (
            <p class="empty">
              {market.status === 'MAPPED' ? 'It is mapped.' : 'Nothing is good enough to be suggested.'}
            </p>
          )}
          <MarketActs visit={visit} market={market} onward={onward} />
        </section>
        <section aria-labelledby="chosen">
          {suggestion ? (
            <>
              <h2 id="chosen">
                <bdi>{suggestion.mapping.name}</bdi>
              </h2>
              <AcceptForm visit={visit} market={market} suggestion={suggestion} onward={onward} />
              <Pairs market={market} suggestion={suggestion} />
              <h3>Why</h3>
              <Evidence suggestion={suggestion} />
              {preview}
            </>
          ) : (
            <h2 id="chosen">What scrapers saw</h2>
          )}
          {suggestion ? <h3>What scrapers saw</h3> : null}
          <Sample outcomes={market.sampleOutcomes} />
          <SightingsChart market={market} />
        </section>
      </div>
    </Layout>,
    status,
  );
}
