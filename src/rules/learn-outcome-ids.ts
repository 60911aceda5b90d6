import type { MarketMapping, OutcomeMapping, ScrapedMarket } from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';

/** The parts of a mapping that tell where its outcomes come from. */
export type LearnableMapping = Partial<Pick<MarketMapping, 'betpawaId' | 'sportybetId'>> & {
  readonly outcomeMapping: readonly OutcomeMapping[];
};

export interface LearnOptions {
  /** The names of the two sides of the event that all the markets are from, as the source writes them in its outcomes. */
  teams?: { home: string; away: string };
}

/** The sources whose outcomes have ids of their own, and where a mapping keeps them. */
const LEARNABLE = [
  { source: 'betpawa', marketId: 'betpawaId', outcomeId: 'betpawaOutcomeId', name: 'betpawaName' },
  { source: 'sportybet', marketId: 'sportybetId', outcomeId: 'sportybetOutcomeId', name: 'sportybetDesc' },
] as const;

/**
 * Fills in the sources' own outcome ids that a mapping lacks, from markets as they were scraped, so that outcomes resolve by id
 * where their names change: with the line in them ("Over 2.5"), or with a team ("CF Cruz Azul & under 1.5").
 *
 * An id is learned only where every sighting agrees: the name always came with this id, and the id never came with any other
 * name. A line in the name ("Over 2.5" at `total=2.5`) and a team where the mapping says Home or Away do not count as another one.
 * Ids that the mapping has already stay. Markets of a variant (`variant=sr:exact_goals:6+`) teach nothing: their ids are the
 * variant's, not the market's.
 *
 * @param mapping A mapping, a new one or a base mapping; it is not changed.
 * @param markets What scrapers saw; other markets and other sources than the mapping's are passed over.
 * @param options `teams`: names that stand for Home and Away in the outcomes of these markets.
 * @returns The mapping with the ids filled in; pass its `outcomeMapping` to `updateMapping`.
 *
 * @example
 * ```ts
 * import { learnOutcomeIds, parseSportybetEvent } from 'market-mapping';
 *
 * const markets = parseSportybetEvent({
 *   eventId: 'sr:match:1',
 *   markets: [{ id: '18', specifier: 'total=2.5', outcomes: [{ id: '12', desc: 'Over 2.5', odds: '1.80' }] }],
 * });
 * const over = { canonicalId: 'over', betpawaName: 'Over', sportybetDesc: 'Over', bet9jaSuffix: 'O', position: 0 };
 * const { outcomeMapping } = learnOutcomeIds({ sportybetId: '18', outcomeMapping: [over] }, markets);
 * console.log(outcomeMapping[0]?.sportybetOutcomeId); // 12
 * ```
 */
export function learnOutcomeIds<M extends LearnableMapping>(
  mapping: M,
  markets: readonly ScrapedMarket[],
  options: LearnOptions = {},
): M & { outcomeMapping: OutcomeMapping[] } {
  let outcomes = [...mapping.outcomeMapping];
  for (const { source, marketId, outcomeId, name } of LEARNABLE) {
    const id = mapping[marketId];
    const own = markets.filter(
      market => market.source === source && market.externalMarketId === id && !hasVariant(market.parameter),
    );
    const learned = learn(
      outcomes.map(outcome => outcome[name]),
      own,
      options,
    );
    const taken = new Set(outcomes.map(outcome => outcome[outcomeId]));
    outcomes = outcomes.map((outcome, index) => {
      const found = learned.get(index);
      const isNew = outcome[outcomeId] === undefined && found !== undefined && !taken.has(found);
      return isNew ? { ...outcome, [outcomeId]: found } : outcome;
    });
  }
  return { ...mapping, outcomeMapping: outcomes };
}

function hasVariant(parameter: string | null): boolean {
  return 'variant' in parseSpecifier(parameter);
}

/** For each outcome, by its place, the id that all sightings agree on. */
function learn(
  names: readonly (string | null)[],
  markets: readonly ScrapedMarket[],
  { teams }: LearnOptions,
): Map<number, string> {
  const readers = names.map((name, place) => ({ place, ...toReader(name) }));
  /** The ids that each outcome's very name came with. */
  const idsOf = new Map<number, Set<string>>();
  /** The outcomes that each id can be by all the names it came with. */
  const possible = new Map<string, Set<number>>();
  for (const { parameter, outcomes } of markets) {
    for (const { id, name } of outcomes) {
      if (id === null) continue;
      const forms = formsOf(name, parameter, teams);
      const named = readers.filter(({ isName }) => forms.some(isName)).map(({ place }) => place);
      for (const place of named) idsOf.set(place, (idsOf.get(place) ?? new Set()).add(id));
      const fits = named.length > 0 ? named : readers.filter(({ fits }) => forms.some(fits)).map(({ place }) => place);
      const before = possible.get(id);
      possible.set(id, new Set(before ? fits.filter(place => before.has(place)) : fits));
    }
  }
  const learned = new Map<number, string>();
  for (const [place, ids] of idsOf) {
    const [id] = ids;
    const only = id === undefined ? undefined : possible.get(id);
    if (id !== undefined && ids.size === 1 && only?.size === 1 && only.has(place)) learned.set(place, id);
  }
  return learned;
}

interface Reader {
  /** Whether a text is the outcome's name. */
  isName(text: string): boolean;
  /** Whether it is the name with a team in the place of a side. */
  fits(text: string): boolean;
}

function toReader(name: string | null): Reader {
  if (name === null || name.trim() === '') return { isName: () => false, fits: () => false };
  const own = fold(name);
  const pattern = new RegExp(`^${own.split(SIDE).map(literally).join('.+')}$`, 'i');
  return { isName: text => text === own, fits: text => pattern.test(text) };
}

const SIDE = /\b(?:home|away)\b/;

/** A name as it was served, and without the line that the market's parameter tells anyway. */
function formsOf(name: string, parameter: string | null, teams: LearnOptions['teams']): string[] {
  const sides = [
    { team: teams?.home, side: 'home' },
    { team: teams?.away, side: 'away' },
  ].sort((a, b) => (b.team?.length ?? 0) - (a.team?.length ?? 0));
  let text = fold(name);
  for (const { team, side } of sides) if (team) text = text.replaceAll(fold(team), side);
  const values = valuesOf(parameter).map(literally);
  if (values.length === 0) return [text];
  const line = new RegExp(`\\s+(?:\\((?:${values.join('|')})\\)|(?:${values.join('|')}))(?=\\s|$)`, 'g');
  return [text, text.replace(line, '')];
}

/** How a line can stand in a name: `2.5`, and of a handicap `-1.5` also `+1.5`, which is the away side's. */
function valuesOf(parameter: string | null): string[] {
  if (parameter === null) return [];
  const told = parameter.includes('=') ? Object.values(parseSpecifier(parameter)) : [parameter.trim()];
  return told.flatMap(value => {
    const size = /^[+-]?(\d+(?:\.\d+)?)$/.exec(value)?.[1];
    return size === undefined ? [value] : [size, `+${size}`, `-${size}`];
  });
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
