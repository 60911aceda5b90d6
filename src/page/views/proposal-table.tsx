import type { Proposal } from '../routes/bulk.js';
import type { Visit } from '../visit.js';
import { SourceLabel } from './sources.js';

/** Markets with what they would be mapped to. */
export function ProposalTable({ visit, proposals }: { visit: Visit; proposals: readonly Proposal[] }) {
  if (proposals.length === 0) return null;
  return (
    <table class="list after" data-list>
      <thead>
        <tr>
          <th scope="col">Market</th>
          <th scope="col">Source</th>
          <th scope="col">Mapping</th>
          <th scope="col" class="number">
            Score
          </th>
        </tr>
      </thead>
      <tbody>
        {proposals.map(({ market, suggestion }) => (
          <tr key={market.id}>
            <th scope="row">
              <a href={visit.link(`/market/${market.id}`)} data-row>
                <bdi>{market.marketName ?? market.externalMarketId}</bdi>
              </a>
              <span class="detail">
                <bdi>{market.externalMarketId}</bdi>
              </span>
            </th>
            <td data-label="Source">
              <SourceLabel source={market.source} />
            </td>
            <td data-label="Mapping">
              {suggestion === null ? (
                <span class="none">nothing that is safe unseen</span>
              ) : (
                <>
                  <bdi>{suggestion.mapping.name}</bdi>
                  <span class="detail">
                    <bdi>{suggestion.mapping.canonicalId}</bdi>
                  </span>
                </>
              )}
            </td>
            <td data-label="Score" class="number">
              {suggestion === null ? null : `${Math.round(suggestion.score * 100)} %`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
