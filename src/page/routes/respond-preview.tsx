import type { MarketMapping } from '../../model/index.js';
import { previewMapping } from '../../unmapped/preview-mapping.js';
import type { MappingDraft } from '../mapping-draft.js';
import { toPatch } from '../to-patch.js';
import { Effects } from '../views/effects.js';
import type { Visit } from '../visit.js';
import { respondMapping } from './mapping-page.js';

/** What would change if the form were saved, with the form as it was sent. */
export async function respondPreview(visit: Visit, current: MarketMapping, draft: MappingDraft): Promise<Response> {
  const { canonicalId } = current;
  const asked = { canonicalId, patch: toPatch(current, draft) };
  const preview = await previewMapping(visit.db, asked, visit.settings.inSchema);
  const above = (
    <section aria-labelledby="preview">
      <h2 id="preview">What would change</h2>
      <Effects visit={visit} preview={preview} />
    </section>
  );
  return respondMapping(visit, { current, draft, above });
}
