import type { MarketMapping, Resolution, ScrapedMarket } from '../model/index.js';
import type { MappingIndex } from '../rules/mapping-index.js';
import type { PreviewedAnswer, PreviewedOutcome, ResolutionChange } from './mapping-preview.js';

/** A market to be asked about, and where it is from. */
export interface PreviewedMarket {
  readonly market: ScrapedMarket;
  readonly from: ResolutionChange['from'];
}

/** The markets that resolve otherwise by one index than by another; those that change in the same way once, with how often. */
export function previewChanges(
  markets: readonly PreviewedMarket[],
  before: MappingIndex,
  after: MappingIndex,
): ResolutionChange[] {
  const changes = new Map<string, ResolutionChange>();
  for (const { market, from } of markets) {
    const change = changeOf(market, before, after);
    if (change === null) continue;
    const key = JSON.stringify([from, change]);
    const known = changes.get(key);
    if (known === undefined) changes.set(key, { ...change, from });
    else known.times++;
  }
  return [...changes.values()];
}

function changeOf(
  market: ScrapedMarket,
  before: MappingIndex,
  after: MappingIndex,
): Omit<ResolutionChange, 'from'> | null {
  const [old, now] = [answersOf(market, before), answersOf(market, after)];
  const outcomes = market.outcomes.flatMap(({ id, name }, at): PreviewedOutcome[] => {
    const [one, other] = [old.outcomes[at] ?? null, now.outcomes[at] ?? null];
    return isSame(one, other) ? [] : [{ id, name, before: one, after: other }];
  });
  if (outcomes.length === 0 && old.mapping === now.mapping) return null;
  const { source, externalMarketId, marketName, parameter } = market;
  return {
    source,
    externalMarketId,
    marketName,
    parameter,
    times: 1,
    before: old.mapping,
    after: now.mapping,
    outcomes,
  };
}

function isSame(one: PreviewedAnswer | null, other: PreviewedAnswer | null): boolean {
  return one?.canonicalId === other?.canonicalId && one?.outcome === other?.outcome;
}

interface Answers {
  /** The mapping of the market as a whole. */
  readonly mapping: string | null;
  readonly outcomes: readonly (PreviewedAnswer | null)[];
}

/** Who answers for each outcome: each is asked about with all the others, and then found again by the odds that it carries. */
function answersOf(market: ScrapedMarket, index: MappingIndex): Answers {
  // An index gives odds back and not positions, so these are the positions.
  const numbered = market.outcomes.map((outcome, at) => ({ ...outcome, odds: at, active: true }));
  const outcomes = market.outcomes.map((): PreviewedAnswer | null => null);
  const resolutions = index.resolveMarkets({ ...market, outcomes: numbered });
  for (const resolution of resolutions) {
    if (resolution.status === 'unmapped') continue;
    for (const { canonicalId, odds } of resolution.outcomes) {
      if (odds !== null) outcomes[odds] = { canonicalId: resolution.mapping.canonicalId, outcome: canonicalId };
    }
  }
  return { mapping: mappingOf(resolutions[0]), outcomes };
}

function mappingOf(resolution: Resolution | undefined): string | null {
  return resolution === undefined || resolution.status === 'unmapped' ? null : resolution.mapping.canonicalId;
}

/** Whether a change of a mapping changes what it answers for: saving looks at the log only then. */
export function changesAnswers(before: MarketMapping, after: MarketMapping): boolean {
  return ANSWERING.some(field => !isEqual(before[field], after[field]));
}

const ANSWERING = [
  'betpawaId',
  'sportybetId',
  'bet9jaKey',
  'sourceIds',
  'outcomeMapping',
  'isActive',
  'sport',
  'lineKind',
  'lineConventions',
] as const satisfies readonly (keyof MarketMapping)[];

/** Whether saving would change anything at all. */
export function changesAnything(before: MarketMapping, after: MarketMapping): boolean {
  return before.name !== after.name || before.priority !== after.priority || changesAnswers(before, after);
}

/** As the database compares JSON: the order of keys says nothing. */
function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sortKeys) === JSON.stringify(other, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
