import type { VNode } from 'preact';
import type { UnmappedMarket } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { fieldDifferences } from '../field-differences.js';
import { toDraft } from '../mapping-draft.js';
import { isStored, outcomesToAdd, withMarket } from '../suggest.js';
import { DifferencesTable } from '../views/differences-table.js';
import type { Visit } from '../visit.js';

interface SuggestionPreviewProps {
  readonly visit: Visit;
  readonly market: UnmappedMarket;
  readonly suggestion: Suggestion;
}

/** What accepting a suggestion would change. */
export async function SuggestionPreview({ market, suggestion }: SuggestionPreviewProps): Promise<VNode> {
  const { mapping } = suggestion;
  const after = withMarket(mapping, market, outcomesToAdd(market, suggestion));
  const before = isStored(mapping) ? toDraft(mapping) : null;
  return (
    <>
      <h3>What would change</h3>
      {before === null ? <p>A new row with these fields:</p> : null}
      <DifferencesTable differences={fieldDifferences(before, after)} before="Now" after="After" />
    </>
  );
}
