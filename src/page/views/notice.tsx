import type { VNode } from 'preact';
import { changeId, count, oneOf } from '../read-query.js';
import type { Visit } from '../visit.js';
import { Hidden } from './fields.js';

/** What was done, as the address says after a form: only words from here, so that no link can make the page say something else. */
const DONE = {
  saved: 'Saved.',
  unchanged: 'Nothing was different, so nothing was written.',
  created: 'Created.',
  deleted: 'Deleted. Its history stays.',
  activated: 'Activated.',
  deactivated: 'Deactivated.',
  mapped: 'Mapped.',
  open: 'The mapping has the id now, but not all outcomes: the market stays open, and says below which are missing.',
  ignored: 'Ignored.',
  acknowledged: 'Acknowledged.',
  reopened: 'New again.',
  noted: 'The notes are saved.',
  reverted: 'Undone.',
  ruled: 'The rule is made, and what it is about is ignored.',
  unruled: 'The rule is gone. What it ignored is new again with its next sighting.',
} as const;

export type Done = keyof typeof DONE;

/** What the form before this page did, with a button that undoes it. */
export function noticeOf(visit: Visit): VNode | null {
  const done = oneOf(visit.query, 'done', Object.keys(DONE) as Done[]);
  if (done === undefined) return null;
  const [change, market, number] = [
    count(visit.query, 'change'),
    count(visit.query, 'market'),
    count(visit.query, 'number'),
  ];
  const act = changeId(visit.query, 'act');
  return (
    <div class="notice" role="status">
      <span>{number === undefined ? DONE[done] : `${number.toLocaleString('en')} markets: ${DONE[done]}`}</span>
      {market === undefined ? null : <a href={visit.link(`/market/${market}`)}>The market</a>}
      {visit.mayWrite && (change !== undefined || act !== undefined) ? (
        <form action={visit.link('/undo')} method="post">
          <Hidden values={{ change, act, market }} />
          <button type="submit" data-key="u">
            Undo <kbd>u</kbd>
          </button>
        </form>
      ) : null}
    </div>
  );
}
