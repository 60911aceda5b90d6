import { respondPage } from '../respond.js';
import { versionOf } from '../suggest.js';
import { Field, Hidden } from '../views/fields.js';
import { Layout } from '../views/layout.js';
import { ProposalTable } from '../views/proposal-table.js';
import type { Visit } from '../visit.js';
import { type BulkAct, type BulkSet, MAX_ACCEPTED, type Proposal, propose, readAct, readSet } from './bulk.js';
import { queueParameters } from './queue-filter.js';
import type { Route } from './route.js';

const WORDS: Readonly<Record<BulkAct, string>> = {
  accept: 'Accept the safe suggestions',
  ignore: 'Ignore',
  acknowledge: 'Acknowledge',
  reopen: 'Make new again',
};

/** Shows what a bulk act would be for, with its number, before anything is done. */
export const askBulk: Route = {
  method: 'POST',
  isLong: true,
  path: /^\/bulk$/,
  answer: async visit => {
    const act = readAct(visit.form);
    const set = await readSet(visit, act);
    return act === 'accept' ? askToAccept(visit, set) : askForStatus(visit, act, set);
  },
};

function askForStatus(visit: Visit, act: BulkAct, set: BulkSet): Response {
  const { query, link } = visit;
  const parameters = queueParameters(query);
  const number = set.count.toLocaleString('en');
  const what = set.count === 1 ? '1 market' : `${number} markets`;
  return respondPage(
    <Layout visit={visit} title={WORDS[act]} section="Queue">
      <h1>
        {WORDS[act]}: {what}?
      </h1>
      <p>
        {set.isAll ? 'All markets that the filter of the list holds for.' : 'The markets that you have selected.'} If it
        is another number when you confirm, nothing is done.
      </p>
      <form class="form" action={link('/bulk/do', parameters)} method="post">
        <Hidden values={{ act, set: set.isAll ? 'all' : 'selected', count: set.count }} />
        {set.ids.map(id => (
          <input key={id} type="hidden" name="id" value={id} />
        ))}
        <Field label="Reason" hint="For the history.">
          <input name="reason" maxLength={1000} />
        </Field>
        <div class="actions">
          <button type="submit" class="first" data-key="a" disabled={set.count === 0}>
            {WORDS[act]} {what}
          </button>
          <a href={link('/', parameters)}>Back to the list</a>
        </div>
      </form>
    </Layout>,
  );
}

async function askToAccept(visit: Visit, set: BulkSet): Promise<Response> {
  const { query, link } = visit;
  const proposals = await propose(visit, set.ids);
  const safe = proposals.filter((each): each is Proposal & { suggestion: object } => each.suggestion !== null);
  const parameters = queueParameters(query);
  return respondPage(
    <Layout visit={visit} title="Accept suggestions" section="Queue">
      <h1>
        Accept {safe.length} of {proposals.length} suggestions?
      </h1>
      <p>
        Only what is safe to accept unseen is offered here; look at the others one by one. At most {MAX_ACCEPTED}{' '}
        markets are done at once.
      </p>
      <form class="form" action={link('/bulk/do', parameters)} method="post">
        <Hidden values={{ act: 'accept' }} />
        {safe.map(({ market, suggestion }) => (
          <input
            key={market.id}
            type="hidden"
            name={`to.${market.id}`}
            value={`${suggestion.mapping.canonicalId} ${versionOf(suggestion.mapping)}`}
          />
        ))}
        <div class="actions">
          <button type="submit" class="first" data-key="a" disabled={safe.length === 0}>
            Accept {safe.length} <kbd>a</kbd>
          </button>
          <a href={link('/', parameters)}>Back to the list</a>
        </div>
      </form>
      <ProposalTable visit={visit} proposals={proposals} />
    </Layout>,
  );
}
