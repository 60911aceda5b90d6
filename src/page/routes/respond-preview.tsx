import type { MarketMapping } from '../../model/index.js';
import { fieldDifferences } from '../field-differences.js';
import { type MappingDraft, toDraft } from '../mapping-draft.js';
import { DifferencesTable } from '../views/differences-table.js';
import type { Visit } from '../visit.js';
import { respondMapping } from './mapping-page.js';

/** What would change if the form were saved, with the form as it was sent. */
export async function respondPreview(visit: Visit, current: MarketMapping, draft: MappingDraft): Promise<Response> {
  const above = (
    <section aria-labelledby="preview">
      <h2 id="preview">What would change</h2>
      <DifferencesTable differences={fieldDifferences(toDraft(current), draft)} before="Now" after="After" />
    </section>
  );
  return respondMapping(visit, { current, draft, above });
}
