import { getMappingAt } from '../../mappings/get-mapping-at.js';
import { fieldDifferences } from '../field-differences.js';
import { toDraft } from '../mapping-draft.js';
import { given, momentOf } from '../read-query.js';
import { DifferencesTable } from '../views/differences-table.js';
import { utc } from '../views/moment.js';
import { noticeOf } from '../views/notice.js';
import type { Visit } from '../visit.js';
import { findMapping } from './find-mapping.js';
import { respondMapping } from './mapping-page.js';
import type { Route } from './route.js';

/** One mapping; with a moment in its address also how it was then. */
export const showMapping: Route = {
  method: 'GET',
  path: /^\/mapping$/,
  answer: async visit => {
    const current = await findMapping(visit, visit.query, 'id');
    const at = momentOf(given(visit.query, 'at'));
    const then = at && (await compareWith(visit, current.canonicalId, at));
    return respondMapping(visit, {
      current,
      above: (
        <>
          {noticeOf(visit)}
          {then && at ? (
            <section aria-labelledby="then">
              <h2 id="then">As it was at {utc(at)}</h2>
              <DifferencesTable
                differences={fieldDifferences(then.before, { ...toDraft(current), isActive: current.isActive })}
                before="Then"
                after="Now"
              />
            </section>
          ) : null}
        </>
      ),
    });
  },
};

async function compareWith({ db, settings }: Visit, canonicalId: string, at: Date) {
  const before = await getMappingAt(db, canonicalId, at, settings.inSchema);
  return { before: before && { ...toDraft(before), isActive: before.isActive } };
}
