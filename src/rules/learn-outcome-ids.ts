import type { MarketMapping, OutcomeMapping, ScrapedMarket } from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';

/** The parts of a mapping that say where its outcomes come from. */
export type LearnableMapping = Partial<Pick<MarketMapping, 'betpawaId' | 'sportybetId'>> & {
  readonly outcomeMapping: readonly OutcomeMapping[];
};

export interface LearnOptions {
  /** The names of the event's two sides, as the source writes them in outcomes. All markets must be of that event. */
  teams?: { home: string; away: string };
}

/** The sources whose outcomes have ids, and the fields of a mapping for them. */
const LEARNABLE = [
  { source: 'betpawa', marketId: 'betpawaId', outcomeId: 'betpawaOutcomeId', name: 'betpawaName' },
  { source: 'sportybet', marketId: 'sportybetId', outcomeId: 'sportybetOutcomeId', name: 'sportybetDesc' },
] as const;

/**
 * Fills in missing outcome ids of a mapping from scraped markets. Outcomes then resolve by id even if their names vary,
 * because they contain the line ("Over 2.5") or a team ("CF Cruz Azul & under 1.5").
 *
 * An id is learned only if every sighting agrees: the name always came with this id, and the id never came with another name.
 * The line in a name ("Over 2.5" at `total=2.5`), or a team where the mapping says Home or Away, does not make it another name.
 * Ids that the mapping already has are kept. Markets of a variant (`variant=sr:exact_goals:6+`) are ignored, because their ids
 * belong to the variant, not to the market.
 *
 * @param mapping A mapping, a new mapping or a base mapping. It is not modified.
 * @param markets Scraped markets. Those of other mappings or sources are ignored.
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

/** For each outcome, by index, the id that all sightings agree on. */
function learn(
  names: readonly (string | null)[],
  markets: readonly ScrapedMarket[],
  { teams }: LearnOptions,
): Map<number, string> {
  const readers = names.map((name, place) => ({ place, ...toReader(name) }));
  /** The ids that came with each outcome's exact name. */
  const idsOf = new Map<number, Set<string>>();
  /** The outcomes that each id can stand for, judging by all the names it came with. */
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
  /** Whether it is the name with a team instead of a side. */
  fits(text: string): boolean;
}

function toReader(name: string | null): Reader {
  if (name === null || name.trim() === '') return { isName: () => false, fits: () => false };
  const own = fold(name);
  const pattern = new RegExp(`^${own.split(SIDE).map(literally).join('.+')}$`, 'i');
  return { isName: text => text === own, fits: text => pattern.test(text) };
}

const SIDE = /\b(?:home|away)\b/;

/** A name as served, and without the line that the market's parameter gives anyway. */
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

/** How a line can appear in a name: `2.5`, and for a handicap `-1.5` also the away side's `+1.5`. */
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
