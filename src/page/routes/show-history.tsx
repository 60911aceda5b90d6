import { listAuditLog } from '../../mappings/list-audit-log.js';
import { AUDIT_ACTIONS } from '../../model/index.js';
import { given, oneOf } from '../read-query.js';
import { respondPage } from '../respond.js';
import { ChangeList } from '../views/change-list.js';
import { Field, Select } from '../views/fields.js';
import { Layout } from '../views/layout.js';
import { noticeOf } from '../views/notice.js';
import { Pager } from '../views/pager.js';
import type { Route } from './route.js';

/** Who changed which mapping, when and why. */
export const showHistory: Route = {
  method: 'GET',
  path: /^\/history$/,
  answer: async visit => {
    const { db, query, settings, link } = visit;
    const [id, cursor, from, to] = ['id', 'cursor', 'from', 'to'].map(name => given(query, name));
    const action = oneOf(query, 'action', AUDIT_ACTIONS);
    const filter = { canonicalId: id, action, from: day(from), to: day(to, 'end'), cursor };
    const { items, nextCursor } = await listAuditLog(db, filter, settings.inSchema);
    return respondPage(
      <Layout visit={visit} title="History" section="History">
        <h1>History</h1>
        {noticeOf(visit)}
        <search>
          <form class="filters" action={link('/history')} method="get">
            <Field label="Canonical id">
              <input type="search" name="id" value={id ?? ''} data-key="/" maxLength={100} />
            </Field>
            <Select
              label="Change"
              name="action"
              value={action ?? ''}
              options={[['', 'Any'] as const, ...AUDIT_ACTIONS.map(each => [each, each.toLowerCase()] as const)]}
            />
            <Field label="From">
              <input type="date" name="from" value={from ?? ''} />
            </Field>
            <Field label="To">
              <input type="date" name="to" value={to ?? ''} />
            </Field>
            <div class="actions">
              <button type="submit">Show</button>
              {[...query.keys()].length > 0 ? <a href={link('/history')}>Clear</a> : null}
            </div>
          </form>
        </search>
        <ChangeList visit={visit} entries={items} />
        <Pager
          visit={visit}
          path="/history"
          parameters={{ id, action, from, to }}
          isFirst={cursor === undefined}
          nextCursor={nextCursor}
        />
      </Layout>,
    );
  },
};

/** A day of the calendar, in UTC; what is none counts as not given. */
function day(text: string | undefined, at: 'start' | 'end' = 'start'): Date | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T${at === 'start' ? '00:00:00.000' : '23:59:59.999'}Z`);
  return Number.isNaN(date.getTime()) || date.getTime() < 0 ? undefined : date;
}
