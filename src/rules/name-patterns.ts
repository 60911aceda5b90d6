import type { OutcomeMapping, ScrapedMarket, Source } from '../model/index.js';
import { outcomeNameOf, SEED_SOURCES } from '../model/index.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import type { CacheBudget } from './cache-budget.js';
import { fold } from './fold.js';
import type { LineSubject } from './lines.js';
import { nameForms } from './name-forms.js';
import { isTemplate, saysSide, type Teams, type TemplateReader, toTemplateReader, withTeams } from './name-template.js';
import { type OutcomeMatch, toMatch, toOwnMatch } from './outcome-match.js';
import { sideOf } from './outcome-side.js';
import { PairCache } from './pair-cache.js';
import { type Side, type ToldNumber, toldNumbers } from './told-numbers.js';

/** The parts of a mapping that are needed to read the names of its outcomes. */
export interface MatchableMapping extends LineSubject {
  readonly outcomeMapping: readonly Readonly<OutcomeMapping>[];
}

/** What decides what an outcome is, in addition to its name. */
export type MarketContext = Pick<ScrapedMarket, 'parameter' | 'event'>;

/** What a rule finds; if it is `none`, the next rule is asked. */
type Found = OutcomeMatch | 'none' | 'ambiguous';

/** A mapped name, and the side that its outcome is about. */
interface MappedName {
  readonly canonicalId: string;
  readonly name: string;
  readonly side: Side;
}

interface Template extends MappedName {
  readonly read: TemplateReader;
}

type NameIndex = ReadonlyMap<string, readonly MappedName[]>;

/** The mapped names in one event. */
interface EventNames {
  readonly teams: Teams;
  readonly index: NameIndex;
  readonly templates: readonly Template[];
  readonly found: PairCache<Found>;
}

/** No bookmaker's names are longer, and a longer one could make a pattern slow. */
const MAX_NAME = 255;

const SIDES: readonly Side[] = ['home', 'away', 'neither'];
const NO_TEAMS: Teams = { home: null, away: null };

/**
 * Recognises names of one mapping at one source that contain a line, a team or a player. Each rule is asked only if those before
 * it found nothing, and what can be meant in two ways matches nothing.
 */
export class NamePatterns {
  readonly #literals: readonly MappedName[];
  readonly #templates: readonly MappedName[];
  readonly #byName: NameIndex;
  /** The names of outcomes at any source, none of which is a player's. */
  readonly #taken: ReadonlySet<string>;
  readonly #dependsOnEvent: boolean;
  readonly #byLine: PairCache<Found>;
  #event: EventNames | undefined;

  constructor(
    private readonly mapping: MatchableMapping,
    private readonly definition: RegisteredSource,
    private readonly budget: CacheBudget,
  ) {
    const names = mapping.outcomeMapping.flatMap(outcome => toMappedNames(outcome, definition.id));
    this.#literals = names.filter(({ name }) => !isTemplate(name));
    this.#templates = names.filter(({ name }) => isTemplate(name));
    this.#byName = toNameIndex(this.#literals);
    const isTakenKept = this.#templates.length > 0;
    this.#taken = new Set(isTakenKept ? mapping.outcomeMapping.flatMap(namesAnywhere).filter(isLiteral).map(fold) : []);
    this.#dependsOnEvent = this.#templates.length > 0 || this.#literals.some(({ name }) => saysSide(name));
    this.#byLine = new PairCache(budget);
  }

  /** The outcome that a name is, by the line, team or player in it, or null. */
  match(name: string, { parameter, event }: MarketContext): OutcomeMatch | null {
    if (name.length > MAX_NAME) return null;
    const found = this.#dependsOnEvent
      ? this.#findInEvent(name, parameter, event ?? NO_TEAMS)
      : this.#findByLine(name, parameter);
    return found === 'none' || found === 'ambiguous' ? null : found;
  }

  /** Looks up the name without the numbers of the market's parameter, which is the same in every event. */
  #findByLine(name: string, parameter: string | null): Found {
    let found = this.#byLine.get(parameter, name);
    if (found === undefined) {
      const told = toldNumbers(this.mapping, this.definition, parameter);
      found = only(formsBySide(name, told).flatMap(form => lookUp(this.#byName, form)));
      this.#byLine.set(parameter, name, found);
    }
    return found;
  }

  #findInEvent(name: string, parameter: string | null, teams: Teams): Found {
    let event = this.#event;
    if (event?.teams.home !== teams.home || event.teams.away !== teams.away) {
      this.#event?.found.forget();
      event = this.#toEventNames(teams);
      this.#event = event;
    }
    let found = event.found.get(parameter, name);
    if (found === undefined) {
      found = this.#findByLine(name, parameter);
      if (found === 'none') found = this.#findByNames(event, name, parameter);
      event.found.set(parameter, name, found);
    }
    return found;
  }

  /** Tries the teams in place of Home and Away, then the placeholders. */
  #findByNames({ index, templates }: EventNames, name: string, parameter: string | null): Found {
    const told = toldNumbers(this.mapping, this.definition, parameter);
    const forms = formsBySide(name, told);
    const asServed: Form = { text: name.trim(), side: null };
    const byTeam = only([asServed, ...forms].flatMap(form => lookUp(index, form)));
    if (byTeam !== 'none') return byTeam;
    const byPlaces = only(this.#readTemplates(templates, asServed, told));
    if (byPlaces !== 'none') return byPlaces;
    return only(forms.flatMap(form => this.#readTemplates(templates, form, told)));
  }

  #toEventNames({ home, away }: Teams): EventNames {
    const teams = { home, away };
    const named = this.#literals.flatMap(each => {
      const name = saysSide(each.name) ? withTeams(each.name, teams) : null;
      return name === null ? [] : [{ ...each, name }];
    });
    const templates = this.#templates.flatMap(each => {
      const read = toTemplateReader(each.name, teams);
      return read === null ? [] : [{ ...each, read }];
    });
    return { teams, index: toNameIndex(named), templates, found: new PairCache(this.budget) };
  }

  #readTemplates(templates: readonly Template[], { text, side }: Form, told: readonly ToldNumber[]): OutcomeMatch[] {
    return templates.flatMap(template => {
      if (side !== null && side !== template.side) return [];
      const reading = template.read(text);
      if (reading === null) return [];
      const { told: figure, ...rest } = reading;
      if (figure !== undefined && !told.some(number => number[template.side] === figure)) return [];
      if (rest.participant !== undefined && this.#taken.has(fold(rest.participant))) return [];
      return [toOwnMatch(template.canonicalId, rest)];
    });
  }
}

/** A name without its numbers; `side` is set if the numbers are those of outcomes about that side only. */
interface Form {
  readonly text: string;
  readonly side: Side | null;
}

function formsBySide(name: string, told: readonly ToldNumber[]): Form[] {
  const isSided = told.some(({ home, away }) => home !== away);
  if (!isSided) return nameForms(name, told, 'neither').map(text => ({ text, side: null }));
  return SIDES.flatMap(side => nameForms(name, told, side).map(text => ({ text, side })));
}

function lookUp(index: NameIndex, { text, side }: Form): OutcomeMatch[] {
  const named = index.get(fold(text)) ?? [];
  return named.flatMap(each => (side === null || each.side === side ? [toMatch(each.canonicalId, 'pattern')] : []));
}

/** The one outcome that all readings agree on. */
function only(matches: readonly OutcomeMatch[]): Found {
  const [first, ...others] = matches;
  if (first === undefined) return 'none';
  return others.every(({ claim, participant }) => claim === first.claim && participant === first.participant)
    ? first
    : 'ambiguous';
}

function toNameIndex(names: readonly MappedName[]): NameIndex {
  const index = new Map<string, MappedName[]>();
  for (const each of names) {
    const key = fold(each.name);
    const others = index.get(key);
    if (others) others.push(each);
    else index.set(key, [each]);
  }
  return index;
}

function toMappedNames(outcome: Readonly<OutcomeMapping>, source: Source): MappedName[] {
  const name = outcomeNameOf(outcome, source);
  const { canonicalId } = outcome;
  return name === null ? [] : [{ canonicalId, name, side: sideOf(canonicalId, name) }];
}

function namesAnywhere(outcome: Readonly<OutcomeMapping>): string[] {
  const seed = SEED_SOURCES.map(source => outcomeNameOf(outcome, source));
  return [...seed, ...Object.values(outcome.names ?? {})].filter(name => name !== null);
}

function isLiteral(name: string): boolean {
  return !isTemplate(name);
}
