import { type MarketMapping, sourceIdsOf } from '../../model/index.js';
import { KNOWN_SOURCES } from '../../sources/registry.js';
import type { Visit } from '../visit.js';
import { Field, Select } from './fields.js';
import { Moment } from './moment.js';

interface SetFiltersProps {
  readonly visit: Visit;
  readonly search: string | undefined;
  readonly source: string | undefined;
  readonly active: string | undefined;
  readonly asOf: string | undefined;
}

/** The filters of the mappings, as a form that makes a link. */
export function SetFilters({ visit, search, source, active, asOf }: SetFiltersProps) {
  return (
    <search>
      <form class="filters" action={visit.link('/set')} method="get">
        <Field label="Search">
          <input type="search" name="search" value={search ?? ''} data-key="/" maxLength={255} />
        </Field>
        <Field label="With an id at">
          <input name="source" value={source ?? ''} list="sources" size={10} maxLength={20} autoComplete="off" />
          <datalist id="sources">
            {KNOWN_SOURCES.map(each => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </Field>
        <Select
          label="Active"
          name="active"
          value={active ?? ''}
          options={[
            ['', 'Any'],
            ['yes', 'Active'],
            ['no', 'Not active'],
          ]}
        />
        <Field label="As of (UTC)">
          <input type="datetime-local" name="asOf" value={asOf ?? ''} step={1} />
        </Field>
        <div class="actions">
          <button type="submit">Show</button>
          {[...visit.query.keys()].length > 0 ? <a href={visit.link('/set')}>Clear</a> : null}
        </div>
      </form>
    </search>
  );
}

/** Some mappings, each with its ids. */
export function SetTable({
  visit,
  mappings,
  asOf,
}: {
  visit: Visit;
  mappings: readonly MarketMapping[];
  asOf?: string;
}) {
  return (
    <table class="list" data-list>
      <thead>
        <tr>
          <th scope="col">Mapping</th>
          <th scope="col">Ids</th>
          <th scope="col" class="number">
            Outcomes
          </th>
          <th scope="col" class="number">
            Priority
          </th>
          <th scope="col">Changed</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {mappings.map(mapping => (
          <tr key={mapping.id}>
            <th scope="row">
              <a href={visit.link('/mapping', { id: mapping.canonicalId, at: asOf })} data-row>
                <bdi>{mapping.name}</bdi>
              </a>
              <span class="detail">
                <bdi>{mapping.canonicalId}</bdi>
                {mapping.sport === null ? null : ` · ${mapping.sport}`}
              </span>
            </th>
            <td data-label="Ids">
              <Ids mapping={mapping} />
            </td>
            <td data-label="Outcomes" class="number">
              {mapping.outcomeMapping.length}
            </td>
            <td data-label="Priority" class="number">
              {mapping.priority}
            </td>
            <td data-label="Changed">
              <Moment at={mapping.updatedAt} now={visit.now} />
            </td>
            <td data-label="State">
              <Activity isActive={mapping.isActive} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether a mapping is in force. */
export function Activity({ isActive }: Pick<MarketMapping, 'isActive'>) {
  return isActive ? <span class="badge mapped">Active</span> : <span class="badge ignored">Not active</span>;
}

/** The ids of a mapping, each with its source. */
function Ids({ mapping }: { readonly mapping: MarketMapping }) {
  return (
    <ul class="ids">
      {sourceIdsOf(mapping).map(({ source, id }) => (
        <li key={source}>
          <span class="source">{source}</span> <bdi>{id}</bdi>
        </li>
      ))}
    </ul>
  );
}
