import type { UnmappedMarket } from '../../model/index.js';
import type { LinkParameters, Visit } from '../visit.js';
import { Field, Hidden } from './fields.js';

interface MarketActsProps {
  readonly visit: Visit;
  readonly market: UnmappedMarket;
  /** Where to go on afterwards. */
  readonly onward: LinkParameters;
}

/** What can be done with a market besides accepting what is suggested. */
export function MarketActs({ visit, market, onward }: MarketActsProps) {
  if (!visit.mayWrite) return null;
  const status = visit.link(`/market/${market.id}/status`, onward);
  return (
    <div class="acts">
      <form class="actions" action={status} method="post">
        {market.status === 'IGNORED' ? null : (
          <button type="submit" name="status" value="IGNORED" data-key="i">
            Ignore <kbd>i</kbd>
          </button>
        )}
        {market.status === 'NEW' ? (
          <button type="submit" name="status" value="ACKNOWLEDGED">
            Acknowledge
          </button>
        ) : null}
        {market.status === 'IGNORED' || market.status === 'ACKNOWLEDGED' ? (
          <button type="submit" name="status" value="NEW">
            New again
          </button>
        ) : null}
      </form>
      {market.status === 'MAPPED' ? null : (
        <p>
          <a
            href={visit.link('/rules', {
              source: market.source,
              externalMarketId: market.externalMarketId,
            })}
          >
            Ignore it and its like with a rule
          </a>
        </p>
      )}
      <details>
        <summary>Map it to another mapping</summary>
        <form class="form" action={visit.link(`/market/${market.id}/draft`, onward)} method="get">
          <Hidden values={hiddenOf(onward)} />
          <Field label="Canonical id" hint="Of a mapping of yours or of the catalogue; a new id begins a new mapping.">
            <input name="from" required maxLength={100} autoComplete="off" />
          </Field>
          <div class="actions">
            <button type="submit">Open in the editor</button>
          </div>
        </form>
      </details>
      <details>
        <summary>Notes</summary>
        <form class="form" action={status} method="post">
          <Field label="Notes on this market">
            <textarea name="notes" maxLength={10000}>
              {market.notes ?? ''}
            </textarea>
          </Field>
          <div class="actions">
            <button type="submit">Save the notes</button>
          </div>
        </form>
      </details>
    </div>
  );
}

/** A form that makes a link replaces what its address has behind the question mark. */
function hiddenOf(parameters: LinkParameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  );
}
