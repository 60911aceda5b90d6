import type { VNode } from 'preact';
import { isMarketMappingError } from '../../model/errors.js';
import type { UnmappedMarket } from '../../model/index.js';
import type { Suggestion } from '../../triage/suggestion.js';
import { previewMapping } from '../../unmapped/preview-mapping.js';
import { targetFor } from '../suggest.js';
import { Effects } from '../views/effects.js';
import type { Visit } from '../visit.js';

interface SuggestionPreviewProps {
  readonly visit: Visit;
  readonly market: UnmappedMarket;
  readonly suggestion: Suggestion;
}

/** What accepting a suggestion would change, or why it would be refused. */
export async function previewSuggestion({ visit, market, suggestion }: SuggestionPreviewProps): Promise<VNode> {
  const target = targetFor(market, suggestion);
  try {
    const preview = await previewMapping(visit.db, { unmappedId: market.id, target }, visit.settings.inSchema);
    return (
      <>
        <h3>What would change</h3>
        <Effects visit={visit} preview={preview} />
      </>
    );
  } catch (error) {
    if (!isMarketMappingError(error) || error.code === 'DATABASE' || error.code === 'SCHEMA_MISSING') throw error;
    return <p class="message">It would be refused: {error.message}</p>;
  }
}
