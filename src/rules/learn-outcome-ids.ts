import { assertKnownOptions } from '../input/known-options.js';
import { refuseUnreadable } from '../input/refuse-unreadable.js';
import type {
  LineRules,
  MarketMapping,
  OutcomeMapping,
  ScrapedMarket,
  ScrapedOutcome,
  Source,
} from '../model/index.js';
import { outcomeIdOf, outcomeNameOf, type SourceIds, sourceIdsOf } from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';
import { definitionOf } from '../sources/registry.js';
import { answersFor, conventionAt } from './binding.js';
import { fold } from './fold.js';
import { nameForms } from './name-forms.js';
import type { MatchableMapping } from './name-patterns.js';
import { OutcomeMatcher } from './outcome-matcher.js';
import { toldNumbers } from './told-numbers.js';

/** The parts of a mapping that say where its outcomes come from. */
export type LearnableMapping = SourceIds &
  LineRules &
  Partial<Pick<MarketMapping, 'canonicalId' | 'name' | 'sport'>> & {
    readonly outcomeMapping: readonly OutcomeMapping[];
  };

export interface LearnOptions {
  /**
   * The names of the two sides of the event that all the markets are from, as the source writes them in its outcomes; by default
   * those of each market's own event.
   */
  teams?: { home: string; away: string };
}

/**
 * Fills in missing outcome ids of a mapping from scraped markets. Outcomes then resolve by id even if their names vary,
 * because they contain the line ("Over 2.5") or a team ("CF Cruz Azul & under 1.5").
 *
 * An id is learned only where every sighting agrees: the name always came with this id, and the id never came with any other
 * name. A line in the name ("Over 2.5" at `total=2.5`) and a team where the mapping says Home or Away do not count as another one.
 * Ids that the mapping has already stay. Markets of a variant (`variant=sr:exact_goals:6+`) teach nothing, unless the mapping is
 * bound to it: their ids are the variant's, not the market's.
 *
 * @param mapping A mapping, a new one or a base mapping; it is not changed.
 * @param markets What scrapers saw. Markets and sources that the mapping has no id for are skipped.
 * @param options `teams`: the names of Home and Away in the outcomes of these markets; by default those of their events.
 * @throws `VALIDATION` for an option that it does not have.
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
 * console.log(outcomeMapping[0]?.ids); // { sportybet: '12' }
 * ```
 */
export function learnOutcomeIds<M extends LearnableMapping>(
  mapping: M,
  markets: readonly ScrapedMarket[],
  options: LearnOptions = {},
): M & { outcomeMapping: OutcomeMapping[] } {
  assertKnownOptions(options, ['teams']);
  return refuseUnreadable('mapping or markets', () => learnOfMapping(mapping, markets, options));
}

function learnOfMapping<M extends LearnableMapping>(
  mapping: M,
  markets: readonly ScrapedMarket[],
  options: LearnOptions,
): M & { outcomeMapping: OutcomeMapping[] } {
  let outcomes = [...mapping.outcomeMapping];
  for (const { source, id } of sourceIdsOf(mapping)) {
    // If the source's keys contain the outcome, the outcome has no id of its own.
    if (definitionOf(source).candidateIds !== undefined) continue;
    const own = markets.filter(market => market.source === source && market.externalMarketId === id);
    const learned = learn({ canonicalId: '', name: '', ...mapping, outcomeMapping: outcomes }, source, own, options);
    const taken = new Set(outcomes.map(outcome => outcomeIdOf(outcome, source)));
    outcomes = outcomes.map(outcome => {
      const found = learned.get(outcome.canonicalId);
      const isNew = outcomeIdOf(outcome, source) === null && found !== undefined && !taken.has(found);
      return isNew ? { ...outcome, ids: { ...outcome.ids, [source]: found } } : outcome;
    });
  }
  return { ...mapping, outcomeMapping: outcomes };
}

/** For each canonical outcome the id that all sightings agree on. */
function learn(
  mapping: MatchableMapping & Partial<Pick<MarketMapping, 'sport'>>,
  source: Source,
  markets: readonly ScrapedMarket[],
  { teams }: LearnOptions,
): Map<string, string> {
  // By the names alone: an id that the mapping already has says nothing about another one.
  const named = { ...mapping, outcomeMapping: mapping.outcomeMapping.map(outcome => ({ ...outcome, ids: {} })) };
  const matcher = new OutcomeMatcher(named, source);
  const sightings = new Sightings();
  for (const market of markets) {
    const sport = market.event?.sport ?? null;
    if (!answersFor(mapping, source, { parameter: market.parameter, sport }, [])) continue;
    if (isOfVariant(mapping, market)) continue;
    const given = { parameter: market.parameter, ...toEvent(market, teams) };
    for (const outcome of market.outcomes) {
      const match = matcher.match(outcome, given);
      const isOfPlayer = match?.participant !== undefined || match?.line !== undefined;
      if (match !== null && !isOfPlayer) sightings.addName(outcome, match.canonicalId);
      else
        sightings.addUnknown(
          outcome,
          given.event === undefined ? possibleOutcomes(named, source, market, outcome) : [],
        );
    }
  }
  return sightings.agreed();
}

/** Which ids and names were seen together. */
class Sightings {
  /** For each outcome, the ids that came with its name. */
  readonly #idsOf = new Map<string, Set<string>>();
  /** For each id, the outcomes that it can be by all the names it came with. */
  readonly #possible = new Map<string, ReadonlySet<string>>();

  addName({ id }: ScrapedOutcome, canonicalId: string): void {
    if (id === null) return;
    this.#idsOf.set(canonicalId, (this.#idsOf.get(canonicalId) ?? new Set()).add(id));
    this.#narrow(id, [canonicalId]);
  }

  addUnknown({ id }: ScrapedOutcome, possible: readonly string[]): void {
    if (id !== null) this.#narrow(id, possible);
  }

  #narrow(id: string, possible: readonly string[]): void {
    const before = this.#possible.get(id);
    this.#possible.set(id, new Set(before ? possible.filter(each => before.has(each)) : possible));
  }

  agreed(): Map<string, string> {
    const agreed = new Map<string, string>();
    for (const [canonicalId, ids] of this.#idsOf) {
      const [id] = ids;
      const only = id === undefined ? undefined : this.#possible.get(id);
      if (id !== undefined && ids.size === 1 && only?.has(canonicalId)) agreed.set(canonicalId, id);
    }
    return agreed;
  }
}

function isOfVariant(mapping: MatchableMapping, { source, parameter }: ScrapedMarket): boolean {
  const { where } = conventionAt(mapping, source);
  return 'variant' in parseSpecifier(parameter) && !('variant' in parseSpecifier(where));
}

function toEvent({ source, event }: ScrapedMarket, teams: LearnOptions['teams']): Pick<ScrapedMarket, 'event'> {
  if (teams === undefined) return event?.home && event.away ? { event } : {};
  const unknown = { eventId: null, sportradarId: null, sport: null, startsAt: null, isLive: false };
  return { event: { source, ...unknown, ...teams } };
}

/** The outcomes that a name can be if Home or Away is replaced with a team that we do not know. */
function possibleOutcomes(
  mapping: MatchableMapping,
  source: Source,
  { parameter }: ScrapedMarket,
  { name }: ScrapedOutcome,
): string[] {
  const told = toldNumbers(mapping, definitionOf(source), parameter);
  const forms = [name, ...(['home', 'away', 'neither'] as const).flatMap(side => nameForms(name, told, side))].map(
    fold,
  );
  return mapping.outcomeMapping.flatMap(outcome => {
    const mapped = fold(outcomeNameOf(outcome, source) ?? '');
    if (mapped === '') return [];
    const pattern = new RegExp(
      `^${mapped
        .split(/\b(?:home|away)\b/)
        .map(literally)
        .join('.+')}$`,
    );
    return forms.some(form => pattern.test(form)) ? [outcome.canonicalId] : [];
  });
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
