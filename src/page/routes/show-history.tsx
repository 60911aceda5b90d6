import { listAuditLog } from '../../mappings/list-audit-log.js';
import { given } from '../read-query.js';
import { respondPage } from '../respond.js';
import { ChangeList } from '../views/change-list.js';
import { Hidden } from '../views/fields.js';
import { HistoryFilters } from '../views/history-filters.js';
import { Layout } from '../views/layout.js';
import { noticeOf } from '../views/notice.js';
import { Pager } from '../views/pager.js';
import type { Visit } from '../visit.js';
import { historyFilter, historyParameters } from './history-filter.js';
import type { Route } from './route.js';

/** Who changed which mapping, when and why. */
export const showHistory: Route = {
  method: 'GET',
  path: /^\/history$/,
  answer: async visit => {
    const { db, query, settings } = visit;
    const filter = historyFilter(query);
    const cursor = given(query, 'cursor');
    const { items, nextCursor } = await listAuditLog(db, { ...filter, cursor }, settings.inSchema);
    return respondPage(
      <Layout visit={visit} title="History" section="History">
        <h1>History</h1>
        {noticeOf(visit)}
        <HistoryFilters visit={visit} filter={filter} />
        <UndoAct visit={visit} act={filter.changeId} />
        <ChangeList visit={visit} entries={items} />
        <Pager
          visit={visit}
          path="/history"
          parameters={historyParameters(filter)}
          isFirst={cursor === undefined}
          nextCursor={nextCursor}
        />
      </Layout>,
    );
  },
};

/** Undoes everything that one act did, also to the log of unmapped markets. */
function UndoAct({ visit, act }: { readonly visit: Visit; readonly act: string | undefined }) {
  if (!visit.mayWrite || act === undefined) return null;
  return (
    <form class="actions" action={visit.link('/undo')} method="post">
      <Hidden values={{ act }} />
      <button type="submit">Revert all of this act</button>
    </form>
  );
}
