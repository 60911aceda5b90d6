import type { UnmappedMarket } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { versionOf } from '../suggest.js';
import type { LinkParameters, Visit } from '../visit.js';
import { Hidden } from './fields.js';

interface AcceptFormProps {
  readonly visit: Visit;
  readonly market: UnmappedMarket;
  readonly suggestion: Suggestion;
  /** Where to go on afterwards. */
  readonly onward: LinkParameters;
}

/** Accepts a suggestion as it is shown, or opens it in the editor. */
export function AcceptForm({ visit, market, suggestion: { mapping, isNew }, onward }: AcceptFormProps) {
  if (!visit.mayWrite) return null;
  const { canonicalId } = mapping;
  return (
    <form class="actions" action={visit.link(`/market/${market.id}/map`, onward)} method="post">
      <Hidden values={{ to: canonicalId, seen: versionOf(mapping) }} />
      <button type="submit" class="first" data-key="a">
        {isNew ? 'Create it' : 'Accept'} <kbd>a</kbd>
      </button>
      <a class="button" href={visit.link(`/market/${market.id}/draft`, { ...onward, from: canonicalId })} data-key="e">
        {isNew ? 'Edit the draft' : 'Edit first'} <kbd>e</kbd>
      </a>
    </form>
  );
}
