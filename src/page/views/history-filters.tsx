import type { AuditFilter } from '../../mappings/list-audit-log.js';
import { AUDIT_ACTIONS, AUDIT_ORIGINS } from '../../model/index.js';
import { inputOf } from '../read-query.js';
import type { Visit } from '../visit.js';
import { Field, Select } from './fields.js';

const ORIGINS: Readonly<Record<string, string>> = { library: 'this library', sql: 'SQL, or another service' };

/** The filters of the history, as a form that makes a link. */
export function HistoryFilters({ visit, filter }: { readonly visit: Visit; readonly filter: AuditFilter }) {
  return (
    <search>
      <form class="filters" action={visit.link('/history')} method="get">
        <Field label="Canonical id">
          <input type="search" name="id" value={filter.canonicalId ?? ''} data-key="/" maxLength={100} />
        </Field>
        <Field label="Who">
          <input name="actor" value={filter.actor ?? ''} size={14} maxLength={100} />
        </Field>
        <Select
          label="Change"
          name="action"
          value={filter.action ?? ''}
          options={[['', 'Any'] as const, ...AUDIT_ACTIONS.map(each => [each, each.toLowerCase()] as const)]}
        />
        <Select
          label="Made with"
          name="origin"
          value={filter.origin ?? ''}
          options={[['', 'Any'] as const, ...AUDIT_ORIGINS.map(each => [each, ORIGINS[each] ?? each] as const)]}
        />
        <Field label="Id of an act">
          <input name="act" value={filter.changeId ?? ''} size={14} maxLength={36} autoComplete="off" />
        </Field>
        <Field label="From (UTC)">
          <input type="datetime-local" name="from" value={inputOf(filter.from) ?? ''} step="any" />
        </Field>
        <Field label="To (UTC)">
          <input type="datetime-local" name="to" value={inputOf(filter.to) ?? ''} step="any" />
        </Field>
        <div class="actions">
          <button type="submit">Show</button>
          {[...visit.query.keys()].length > 0 ? <a href={visit.link('/history')}>Clear</a> : null}
        </div>
      </form>
    </search>
  );
}
