import { listAuditLog } from '../../mappings/list-audit-log.js';
import type { AuditEntry } from '../../model/index.js';
import { auditVersion } from '../audit-version.js';
import { fieldDifferences } from '../field-differences.js';
import { notFound } from '../page-fault.js';
import { rowId } from '../read-query.js';
import { respondPage } from '../respond.js';
import { DifferencesTable } from '../views/differences-table.js';
import { Facts } from '../views/facts.js';
import { Hidden } from '../views/fields.js';
import { Layout } from '../views/layout.js';
import { ExactMoment } from '../views/moment.js';
import type { Visit } from '../visit.js';
import type { Route } from './route.js';

const PATH = /^\/change\/(\d+)$/;

/** One change, field by field. */
export const showChange: Route = {
  method: 'GET',
  path: PATH,
  answer: async visit => {
    const entry = await findChange(visit, rowId(PATH.exec(visit.path)?.[1]));
    const { canonicalId, action, createdAt, createdBy, origin, reason, changeId, oldValue, newValue } = entry;
    return respondPage(
      <Layout visit={visit} title={`${action} of ${canonicalId}`} section="History">
        <h1>
          {action.charAt(0) + action.slice(1).toLowerCase()} of <bdi>{canonicalId}</bdi>
        </h1>
        <Facts
          of={[
            ['When', <ExactMoment key="when" at={createdAt} />],
            ['Who', createdBy === null ? null : <bdi key="who">{createdBy}</bdi>],
            ['Made with', origin === 'sql' ? 'SQL, or another service' : null],
            ['Why', reason === null ? null : <bdi key="why">{reason}</bdi>],
            [
              'Part of',
              changeId === null ? null : (
                <a key="act" href={visit.link('/history', { act: changeId })}>
                  an act, with all that it changed
                </a>
              ),
            ],
          ]}
        />
        <DifferencesTable
          differences={fieldDifferences(auditVersion(oldValue), auditVersion(newValue))}
          before="Before"
          after="After"
        />
        <div class="actions after">
          {visit.mayWrite ? (
            <form action={visit.link('/undo')} method="post">
              <Hidden values={{ change: entry.id }} />
              <button type="submit">Revert this change</button>
            </form>
          ) : null}
          <a href={visit.link('/mapping', { id: canonicalId })}>The mapping</a>
          <a href={visit.link('/history', { id: canonicalId })}>All of its history</a>
        </div>
      </Layout>,
    );
  },
};

/** The log has no way to ask for one row, but pages of it begin where one says. */
async function findChange({ db, settings }: Visit, id: number): Promise<AuditEntry> {
  const cursor = Buffer.from(JSON.stringify(['audit', id + 1])).toString('base64url');
  const { items } = await listAuditLog(db, { cursor, limit: 1 }, settings.inSchema);
  const [entry] = items;
  if (entry?.id !== id) throw notFound('There is no such change.');
  return entry;
}
