import { updateMapping } from '../../mappings/update-mapping.js';
import { isMarketMappingError, type ValidationError } from '../../model/errors.js';
import type { Change, MarketMapping, SchemaOption } from '../../model/index.js';
import { fieldDifferences } from '../field-differences.js';
import { type MappingDraft, readDraft, toDraft } from '../mapping-draft.js';
import { PageFault } from '../page-fault.js';
import { respondRedirect } from '../respond.js';
import { toPatch } from '../to-patch.js';
import { DifferencesTable } from '../views/differences-table.js';
import type { Visit } from '../visit.js';
import { findMapping } from './find-mapping.js';
import { findOwnChange } from './find-own-change.js';
import { respondMapping } from './mapping-page.js';
import { respondPreview } from './respond-preview.js';
import type { Route } from './route.js';

/** Saves a mapping, unless somebody else has changed it since its form was shown. */
export const saveMapping: Route = {
  method: 'POST',
  path: /^\/mapping$/,
  answer: async visit => {
    const current = await findMapping(visit, visit.form, 'canonicalId');
    const draft = readDraft(visit.form);
    const seen = readSeen(visit.form);
    if (seen.getTime() !== current.updatedAt.getTime()) return respondConflict(visit, current, draft);
    try {
      if (visit.form.get('do') === 'preview') return await respondPreview(visit, current, draft);
      return await saveAndGoBack(visit, current, draft, seen);
    } catch (error) {
      if (!isMarketMappingError(error)) throw error;
      if (error.code === 'STALE_MAPPING') {
        return respondConflict(visit, await findMapping(visit, visit.form, 'canonicalId'), draft);
      }
      if (error.code === 'VALIDATION') {
        const { issues } = error as ValidationError;
        return respondMapping(visit, { current, draft, issues, status: 400, above: <Refused /> });
      }
      if (error.code === 'MAPPING_CONFLICT') {
        const issues = [{ field: 'conflict', message: error.message }];
        return respondMapping(visit, { current, draft, issues, status: 409, above: <Refused /> });
      }
      throw error;
    }
  },
};

async function saveAndGoBack(visit: Visit, current: MarketMapping, draft: MappingDraft, seen: Date): Promise<Response> {
  const { form, link } = visit;
  const { canonicalId } = current;
  const change = await visit.change(form.get('reason') ?? undefined);
  const saved = await save(visit, current, draft, seen, change);
  if (!saved) return respondRedirect(link('/mapping', { id: canonicalId, done: 'unchanged' }));
  return respondRedirect(
    link('/mapping', { id: canonicalId, done: 'saved', change: await findOwnChange(visit, saved) }),
  );
}

/** Writes what the form changes, unless the mapping is another than the one that was seen. Null where it changes nothing. */
export async function save(
  { db }: Visit,
  current: MarketMapping,
  draft: MappingDraft,
  seen: Date,
  change: Change & SchemaOption,
): Promise<MarketMapping | null> {
  const patch = toPatch(current, draft);
  if (Object.keys(patch).length === 0) return null;
  return updateMapping(db, current.canonicalId, patch, { ...change, expectedUpdatedAt: seen });
}

function readSeen(form: URLSearchParams): Date {
  const seen = new Date(form.get('seen') ?? '');
  if (Number.isNaN(seen.getTime()))
    throw new PageFault(400, 'The form does not say which version it shows. Open the mapping again.');
  return seen;
}

/** Both versions, and the form with what was to be saved: to save it now is to have seen the other one. */
function respondConflict(visit: Visit, current: MarketMapping, draft: MappingDraft): Promise<Response> {
  const above = (
    <section class="message" aria-labelledby="conflict">
      <h2 id="conflict">Somebody changed this mapping meanwhile</h2>
      <p>
        Nothing of yours was saved. Below is what you were about to save; saving it now writes it over what is there. Or{' '}
        <a href={visit.link('/mapping', { id: current.canonicalId })}>take what is there</a> and begin again.
      </p>
      <DifferencesTable differences={fieldDifferences(toDraft(current), draft)} before="There now" after="Yours" />
    </section>
  );
  return respondMapping(visit, { current, draft, status: 409, above });
}

function Refused() {
  return (
    <p class="message" role="alert">
      Nothing was saved: see the remarks below.
    </p>
  );
}
