import { type OutcomeMapping, outcomeNameOf, type UnmappedMarket } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { sourcesOf } from '../mapping-draft.js';
import { isStored } from '../suggest.js';
import type { LinkParameters, Visit } from '../visit.js';

interface SuggestionsProps {
  readonly visit: Visit;
  readonly market: UnmappedMarket;
  readonly suggestions: readonly Suggestion[];
  /** Which of them is chosen. */
  readonly chosen: number;
  readonly parameters: LinkParameters;
}

/** What a market may be, the best first; one of them is chosen, and stands beside the market in full. */
export function Suggestions({ visit, market, suggestions, chosen, parameters }: SuggestionsProps) {
  return (
    <ol class="suggestions">
      {suggestions.map((suggestion, at) => (
        <li key={suggestion.mapping.canonicalId} class={at === chosen ? 'chosen' : undefined}>
          <a
            href={visit.link(`/market/${market.id}`, { ...parameters, choose: at + 1 })}
            data-key={String(at + 1)}
            aria-current={at === chosen ? 'true' : undefined}
          >
            <span class="rank" aria-hidden="true">
              {at + 1}
            </span>
            <span>
              <bdi>{suggestion.mapping.name}</bdi>
              <span class="detail">
                <bdi>{suggestion.mapping.canonicalId}</bdi> · {originOf(suggestion)}
              </span>
            </span>
            <Score suggestion={suggestion} />
          </a>
        </li>
      ))}
    </ol>
  );
}

function Score({ suggestion: { score, match, isNew } }: { readonly suggestion: Suggestion }) {
  if (isNew) return <span class="badge quiet">Draft</span>;
  return (
    <span class="score">
      <span class={`badge ${match ? 'mapped' : score >= 0.8 ? 'new' : 'quiet'}`}>
        {match ? 'Safe' : score >= 0.8 ? 'Likely' : 'Possible'}
      </span>
      <span class="number">{Math.round(score * 100)} %</span>
    </span>
  );
}

function originOf({ mapping, isNew }: Suggestion): string {
  if (isNew) return 'a new mapping';
  return isStored(mapping) ? 'in your database' : 'from the catalogue';
}

/** The reasons for and against a suggestion, the weightiest first. */
export function Evidence({ suggestion }: { readonly suggestion: Suggestion }) {
  return (
    <ul class="evidence">
      {suggestion.evidence.map(({ feature, weight, text }) => (
        <li key={`${feature} ${text}`}>
          <span class={`number ${weight < 0 ? 'against' : 'for'}`}>
            {weight < 0 ? '−' : '+'}
            {Math.abs(weight).toFixed(2)}
          </span>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
}

interface PairsProps {
  readonly market: UnmappedMarket;
  readonly suggestion: Suggestion;
}

/** The market's outcomes and prices beside those of the mapping, and what they are called elsewhere. */
export function Pairs({ market, suggestion }: PairsProps) {
  const { mapping, outcomes } = suggestion;
  const sources = sourcesOf(mapping).filter(source => source !== market.source);
  const canonical = new Map<string, OutcomeMapping>(mapping.outcomeMapping.map(each => [each.canonicalId, each]));
  const paired = new Set(outcomes.map(({ canonicalId }) => canonicalId));
  const left = mapping.outcomeMapping.filter(({ canonicalId }) => !paired.has(canonicalId));
  const sum = outcomes.reduce((total, { scraped }) => total + (scraped.odds ? 1 / scraped.odds : 0), 0);
  const arePriced = outcomes.some(({ scraped }) => scraped.odds !== null);
  return (
    <section class="scroll" tabIndex={0} aria-label="Outcomes side by side">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">At {market.source}</th>
            {arePriced ? (
              <>
                <th scope="col" class="number">
                  Odds
                </th>
                <th scope="col" class="number">
                  Share
                </th>
              </>
            ) : null}
            <th scope="col">Outcome</th>
            {sources.map(source => (
              <th key={source} scope="col">
                {source}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ scraped, canonicalId }) => (
            <tr key={canonicalId}>
              <th scope="row">
                <bdi>{scraped.name}</bdi>
              </th>
              {arePriced ? (
                <>
                  <td class="number">{scraped.odds?.toFixed(2)}</td>
                  <td class="number">{scraped.odds ? `${Math.round((100 / scraped.odds) * (1 / sum))} %` : null}</td>
                </>
              ) : null}
              <td>
                <bdi>{canonicalId}</bdi>
              </td>
              <Names outcome={canonical.get(canonicalId)} sources={sources} />
            </tr>
          ))}
          {left.map(outcome => (
            <tr key={outcome.canonicalId} class="left">
              <th scope="row">
                <span class="none">not seen here</span>
              </th>
              {arePriced ? <td colSpan={2} /> : null}
              <td>
                <bdi>{outcome.canonicalId}</bdi>
              </td>
              <Names outcome={outcome} sources={sources} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Names({ outcome, sources }: { outcome: OutcomeMapping | undefined; sources: readonly string[] }) {
  return (
    <>
      {sources.map(source => (
        <td key={source}>
          <bdi>{outcome ? outcomeNameOf(outcome, source) : null}</bdi>
        </td>
      ))}
    </>
  );
}
