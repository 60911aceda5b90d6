import type { Db } from '../database/query.js';
import { canonicalIdField, rowIdField } from '../input/fields.js';
import { mappingPatchSchema, NO_SOURCE_ID, newMappingSchema } from '../input/schemas.js';
import { invalid, validate } from '../input/validate.js';
import { getMapping } from '../mappings/get-mapping.js';
import {
  MappingExistsError,
  MappingNotFoundError,
  MarketNotCoveredError,
  UnmappedMarketNotFoundError,
} from '../model/errors.js';
import {
  type MappingPatch,
  type MarketMapping,
  type NewMapping,
  type SchemaOption,
  sourceIdOf,
  sourceIdsOf,
  type UnmappedMarket,
} from '../model/index.js';
import { mergeOutcomes } from '../rules/merge-outcomes.js';
import { getUnmappedMarket } from './get-unmapped-market.js';
import { assertCovers, sourceIdFields, withMarketId } from './map-market.js';
import { checkTarget, type ExistingTarget, type MapTarget } from './map-target.js';

/** A change of a mapping that there is. */
export interface PatchDraft {
  canonicalId: string;
  patch: MappingPatch;
}

/** What `mapUnmappedMarket` would do. */
export interface TargetDraft {
  /** The market's id in the log. */
  unmappedId: number;
  target: MapTarget;
}

/** A change of a mapping that is not saved yet: what `createMapping`, `updateMapping` or `mapUnmappedMarket` would be given. */
export type MappingDraft = NewMapping | PatchDraft | TargetDraft;

/** A mapping before and after a draft is saved. */
export interface PlannedDraft {
  readonly before: MarketMapping | null;
  readonly after: MarketMapping;
  /** The row of the log that is mapped; null if the draft is about none. */
  readonly rowId: number | null;
}

/** What a draft makes of the mapping that it is about; refused as saving would refuse it, but for conflicts. */
export async function planDraft(db: Db, draft: MappingDraft, options: SchemaOption): Promise<PlannedDraft> {
  const given: unknown = draft;
  if (typeof given !== 'object' || given === null) throw invalid('draft', SHAPES);
  if ('unmappedId' in draft) return planTarget(db, draft, options);
  if ('patch' in draft) return planPatch(db, draft, options);
  const mapping = validate(newMappingSchema, draft, 'draft');
  const before = await getMapping(db, mapping.canonicalId, options);
  const after = before === null ? created(mapping) : patched(before, mapping);
  return { before, after, rowId: null };
}

const SHAPES = 'must be a mapping, { canonicalId, patch } or { unmappedId, target }';

async function planPatch(db: Db, { canonicalId, patch }: PatchDraft, options: SchemaOption): Promise<PlannedDraft> {
  validate(canonicalIdField, canonicalId, 'draft.canonicalId');
  const fields = validate(mappingPatchSchema, patch, 'draft.patch');
  const before = await getMapping(db, canonicalId, options);
  if (before === null) throw new MappingNotFoundError(canonicalId);
  const after = patched(before, fields);
  if (sourceIdsOf(after).length === 0) throw invalid('draft.patch', `after the change ${NO_SOURCE_ID}`);
  return { before, after, rowId: null };
}

async function planTarget(db: Db, { unmappedId, target }: TargetDraft, options: SchemaOption): Promise<PlannedDraft> {
  validate(rowIdField, unmappedId, 'draft.unmappedId');
  const checked = checkTarget(target);
  const market = await getUnmappedMarket(db, unmappedId, options);
  if (market === null) throw new UnmappedMarketNotFoundError(unmappedId);
  const canonicalId = 'to' in checked ? checked.to : checked.create.canonicalId;
  const before = await getMapping(db, validate(canonicalIdField, canonicalId, 'draft.target'), options);
  const after =
    'to' in checked ? mappedTo(before, checked, market) : created(withMarketId(checked.create, market), before);
  return { before: 'to' in checked ? before : null, after, rowId: unmappedId };
}

function mappedTo(
  before: MarketMapping | null,
  { to, outcomes = [], base }: ExistingTarget,
  market: UnmappedMarket,
): MarketMapping {
  if (before === null) {
    if (base === undefined) throw new MappingNotFoundError(to);
    return created(withMarketId({ ...base, outcomeMapping: mergeOutcomes(base.outcomeMapping, outcomes) }, market));
  }
  if (!before.isActive)
    throw new MarketNotCoveredError(market, `mapping "${to}" is not active; activateMapping makes it so.`);
  const id = sourceIdOf(before, market.source);
  assertCovers(id ?? market.externalMarketId, market);
  const ids = id === null ? sourceIdFields(market, before.sourceIds) : {};
  return { ...before, ...ids, outcomeMapping: mergeOutcomes(before.outcomeMapping, outcomes) };
}

/** A mapping as `createMapping` would write it. Its id stands for one that is higher than all there are. */
function created(mapping: NewMapping, existing: MarketMapping | null = null): MarketMapping {
  if (existing !== null) throw new MappingExistsError(existing.canonicalId);
  const now = new Date();
  return {
    ...patched({ ...EMPTY, canonicalId: mapping.canonicalId, createdAt: now, updatedAt: now }, mapping),
    id: HIGHEST_ID,
  };
}

const HIGHEST_ID = 2_147_483_647;

const EMPTY = {
  id: HIGHEST_ID,
  name: '',
  betpawaId: null,
  sportybetId: null,
  bet9jaKey: null,
  sourceIds: {},
  outcomeMapping: [],
  priority: 0,
  isActive: true,
  createdBy: null,
  sport: null,
};

/** A mapping with some fields changed; further ids are merged, and null takes one away. */
function patched(
  before: MarketMapping,
  { sourceIds, lineKind, lineConventions, ...patch }: MappingPatch,
): MarketMapping {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const ids = Object.entries({ ...before.sourceIds, ...sourceIds });
  const { lineKind: kind, lineConventions: conventions, ...rest } = before;
  const [kindAfter, conventionsAfter] = [
    lineKind === undefined ? kind : lineKind,
    lineConventions === undefined ? conventions : lineConventions,
  ];
  return {
    ...rest,
    ...given,
    sourceIds: Object.fromEntries(ids.filter((entry): entry is [string, string] => entry[1] !== null)),
    ...(kindAfter ? { lineKind: kindAfter } : {}),
    ...(conventionsAfter ? { lineConventions: conventionsAfter } : {}),
  };
}
