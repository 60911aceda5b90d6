import { UNMAPPED_STATUSES } from '../../model/index.js';
import type { Stats } from '../../unmapped/get-stats.js';
import type { Visit } from '../visit.js';
import { Bar } from './bar.js';
import { Facts } from './facts.js';
import { Status } from './queue-view.js';
import { SourceLabel } from './sources.js';

/** Counts of mappings and unmapped markets, each with a bar. */
export function CoverageView({ visit, stats: { mappings, unmapped } }: { visit: Visit; stats: Stats }) {
  const sources = [...new Set([...Object.keys(mappings.bySource), ...Object.keys(unmapped.bySource)])].sort();
  const most = (counts: Readonly<Record<string, number>>) => Math.max(0, ...Object.values(counts));
  return (
    <>
      <Facts
        of={[
          ['Mappings', mappings.total.toLocaleString('en')],
          ['Active', mappings.active.toLocaleString('en')],
          ['Markets in the log', unmapped.total.toLocaleString('en')],
        ]}
      />
      <h2>Markets in the log</h2>
      <section class="scroll" tabIndex={0} aria-label="Markets by state">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col" class="number">
                Markets
              </th>
              <th scope="col">
                <span class="hidden">Share</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {UNMAPPED_STATUSES.map(status => (
              <tr key={status}>
                <th scope="row">
                  <a href={visit.link('/', { status })}>
                    <Status status={status} />
                  </a>
                </th>
                <td class="number">{unmapped.byStatus[status].toLocaleString('en')}</td>
                <td class="chart">
                  <Bar value={unmapped.byStatus[status]} of={most(unmapped.byStatus)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <h2>By bookmaker</h2>
      <section class="scroll" tabIndex={0} aria-label="By bookmaker">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" class="number">
                Mappings with an id
              </th>
              <th scope="col">
                <span class="hidden">Share</span>
              </th>
              <th scope="col" class="number">
                Markets in the log
              </th>
              <th scope="col">
                <span class="hidden">Share</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map(source => (
              <tr key={source}>
                <th scope="row">
                  <a href={visit.link('/', { source })}>
                    <SourceLabel source={source} />
                  </a>
                </th>
                <td class="number">{(mappings.bySource[source] ?? 0).toLocaleString('en')}</td>
                <td class="chart">
                  <Bar value={mappings.bySource[source] ?? 0} of={most(mappings.bySource)} />
                </td>
                <td class="number">{(unmapped.bySource[source] ?? 0).toLocaleString('en')}</td>
                <td class="chart">
                  <Bar value={unmapped.bySource[source] ?? 0} of={most(unmapped.bySource)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
