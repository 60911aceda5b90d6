import { randomUUID } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import { getMapping } from '../../mappings/get-mapping.js';
import { isMarketMappingError, type ValidationError } from '../../model/errors.js';
import type { MarketMapping, UnmappedMarket } from '../../model/index.js';
import { getUnmappedMarket } from '../../unmapped/get-unmapped-market.js';
import { mapMarket } from '../../unmapped/map-market.js';
import { previewMapping } from '../../unmapped/preview-mapping.js';
import { lintDraft } from '../lint-draft.js';
import { type MappingDraft, readDraft } from '../mapping-draft.js';
import { PlacedRemarks } from '../place-remarks.js';
import { given } from '../read-query.js';
import { respondPage } from '../respond.js';
import { outcomesToAdd, suggestFor, withMarket } from '../suggest.js';
import { Effects } from '../views/effects.js';
import { Layout } from '../views/layout.js';
import { MappingForm } from '../views/mapping-form.js';
import { Sample } from '../views/sample.js';
import type { LinkParameters, Visit } from '../visit.js';
import { findMarket } from './find-market.js';
import { findOwnChange } from './find-own-change.js';
import { goOn } from './go-on.js';
import type { Route } from './route.js';
import { save } from './save-mapping.js';

const PATH = /^\/market\/\d+\/draft$/;

/** A market in the editor: with the mapping that it is to belong to as it would be, or with a new one. */
export const showDraft: Route = {
  method: 'GET',
  path: PATH,
  answer: async visit => {
    const market = await findMarket(visit);
    const from = given(visit.query, 'from') ?? '';
    const current = from === '' ? null : await getMapping(visit.db, from, visit.settings.inSchema);
    return respondDraft(visit, { market, current, draft: await draftFrom(visit, market, from, current) });
  },
};

/** Saves what the editor has: a new mapping, or a change of one there is. */
export const saveDraft: Route = {
  method: 'POST',
  path: PATH,
  answer: async visit => {
    const { db, form, settings } = visit;
    const market = await findMarket(visit);
    const draft = readDraft(form);
    const current = given(form, 'seen') ? await getMapping(db, draft.canonicalId, settings.inSchema) : null;
    try {
      if (form.get('do') === 'preview') return await respondPreview(visit, { market, current, draft });
      const undo = await saveFor(visit, market, current, draft);
      const after = await getUnmappedMarket(db, market.id, settings.inSchema);
      return goOn(visit, after?.status === 'MAPPED' ? 'mapped' : 'open', { ...undo, market: market.id });
    } catch (error) {
      if (!isMarketMappingError(error) || !SHOWN.has(error.code)) throw error;
      const issues =
        error.code === 'VALIDATION'
          ? (error as ValidationError).issues
          : [{ field: 'mapping', message: error.message }];
      return respondDraft(visit, { market, current, draft, issues, status: error.code === 'VALIDATION' ? 400 : 409 });
    }
  },
};

const SHOWN = new Set(['VALIDATION', 'MAPPING_EXISTS', 'MAPPING_CONFLICT', 'MARKET_NOT_COVERED', 'STALE_MAPPING']);

/** What undoes it. */
async function saveFor(
  visit: Visit,
  market: UnmappedMarket,
  current: MarketMapping | null,
  draft: MappingDraft,
): Promise<LinkParameters> {
  const { db, form } = visit;
  const change = await visit.change(given(form, 'reason'));
  if (!current) {
    const act = randomUUID();
    await mapMarket(db, market.id, { create: draft }, change, act);
    return { act };
  }
  const saved = await save(visit, current, draft, new Date(given(form, 'seen') ?? 0), change);
  return { change: saved ? await findOwnChange(visit, saved) : undefined };
}

/** What the editor begins with. */
async function draftFrom(
  visit: Visit,
  market: UnmappedMarket,
  from: string,
  current: MarketMapping | null,
): Promise<MappingDraft> {
  const candidates = await visit.candidates();
  const suggestion = suggestFor(market, candidates).find(({ mapping }) => mapping.canonicalId === from);
  if (suggestion) return withMarket(current ?? suggestion.mapping, market, outcomesToAdd(market, suggestion));
  const known = current ?? candidates.find(({ canonicalId }) => canonicalId === from);
  if (known) return withMarket(known, market, []);
  const name = market.marketName ?? market.externalMarketId;
  const [draft] = suggestFor({ ...market }, []).filter(({ isNew }) => isNew);
  const empty: MappingDraft = { canonicalId: from, name, outcomeMapping: [] };
  return draft
    ? { ...withMarket(draft.mapping, market, []), canonicalId: from || draft.mapping.canonicalId }
    : withMarket(empty, market, []);
}

interface DraftPageProps {
  readonly market: UnmappedMarket;
  readonly current: MarketMapping | null;
  readonly draft: MappingDraft;
  readonly issues?: readonly { readonly field: string; readonly message: string }[];
  readonly above?: ComponentChildren;
  readonly status?: number;
}

async function respondPreview(visit: Visit, props: DraftPageProps): Promise<Response> {
  const preview = await previewMapping(visit.db, props.draft, visit.settings.inSchema);
  const above = (
    <section aria-labelledby="preview">
      <h2 id="preview">What would change</h2>
      <Effects visit={visit} preview={preview} />
    </section>
  );
  return respondDraft(visit, { ...props, above });
}

async function respondDraft(
  visit: Visit,
  { market, current, draft, issues = [], above, status }: DraftPageProps,
): Promise<Response> {
  const { link, query } = visit;
  const remarks = new PlacedRemarks(draft).addIssues(issues);
  if (issues.length === 0) remarks.addFindings(await lintDraft(visit, draft, current));
  const name = market.marketName ?? market.externalMarketId;
  const onward = Object.fromEntries(query);
  return respondPage(
    <Layout visit={visit} title={`Map ${name}`} section="Queue">
      <h1>
        Map <bdi>{name}</bdi> {current ? 'to a mapping there is' : 'to a new mapping'}
      </h1>
      <p>
        <a href={link(`/market/${market.id}`, { ...onward, from: null })}>Back to the market</a>
      </p>
      {above}
      <MappingForm
        action={link(`/market/${market.id}/draft`, onward)}
        draft={draft}
        remarks={remarks.places}
        isNew={current === null}
        mayWrite={visit.mayWrite}
        hidden={{ seen: given(visit.form, 'seen') ?? current?.updatedAt.toISOString() }}
      >
        <button type="submit" class="first" name="do" value="save">
          Save
        </button>
        <button type="submit" name="do" value="preview">
          Show what would change
        </button>
      </MappingForm>
      <h2>What scrapers saw</h2>
      <Sample outcomes={market.sampleOutcomes} />
    </Layout>,
    status,
  );
}
