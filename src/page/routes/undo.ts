import { inTransaction } from '../../database/query.js';
import { tablesIn } from '../../database/tables.js';
import { revertChange } from '../../history/revert-change.js';
import { revertUnmappedChange } from '../../unmapped/revert-unmapped-change.js';
import { PageFault } from '../page-fault.js';
import { count, given, rowId } from '../read-query.js';
import { respondRedirect } from '../respond.js';
import type { Route } from './route.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Undoes changes of mappings and acts on the log, all of them or none, by making the opposite ones. */
export const undo: Route = {
  method: 'POST',
  isLong: true,
  path: /^\/undo$/,
  answer: async visit => {
    const { db, form, link, settings } = visit;
    const changes = form.getAll('change').map(rowId);
    const act = given(form, 'act');
    if ((changes.length === 0 && act === undefined) || (act !== undefined && !UUID.test(act))) {
      throw new PageFault(400, 'The form does not say what is to be undone.');
    }
    const options = await visit.change(given(form, 'reason') ?? 'undone');
    const { schema: _, ...change } = options;
    const tables = tablesIn(settings.inSchema);
    await inTransaction(
      db,
      async trx => {
        // The latest first, as a stack of changes comes off.
        for (const id of [...changes].sort((a, b) => b - a)) await revertChange(trx, id, options);
        if (act !== undefined) await revertUnmappedChange(trx, tables, act, change, false);
      },
      tables.schema,
    );
    const market = count(form, 'market');
    return respondRedirect(link(market === undefined ? '/history' : `/market/${market}`, { done: 'reverted' }));
  },
};
