import type { EventInfo, LineConvention, LineConventions, Source } from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';
import { definitionOf } from '../sources/registry.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { type Parameter, readParameter } from './read-parameter.js';

/** What binds a mapping to some of the markets that have its id. */
export interface Bindable {
  readonly sport?: string | null;
  readonly lineConventions?: Readonly<LineConventions> | null;
}

/** What is known about the market that a mapping is asked about. */
export interface BindingQuestion {
  /** As the source writes it; null if the market has none. */
  readonly parameter: string | null;
  /** The sport of its event; left out or null if it is not known. */
  readonly sport?: EventInfo['sport'];
}

/** The convention for one source. A source can have the name of a property that every object inherits. */
export function conventionAt({ lineConventions }: Bindable, source: Source): LineConvention {
  return lineConventions && Object.hasOwn(lineConventions, source) ? (lineConventions[source] ?? {}) : {};
}

/**
 * Whether a mapping may answer for a market that has its id: the parameter must be what `where` asks for, and the sport must be the
 * mapping's. If the sport is not known, a mapping of one sport still answers, unless the source's ids mean something else in
 * another sport and a mapping of another sport has the id too.
 *
 * @param others All mappings that have the id at the source; the mapping itself may be among them.
 */
export function answersFor(
  mapping: Bindable,
  source: Source,
  { parameter, sport = null }: BindingQuestion,
  others: readonly Bindable[],
  definition: RegisteredSource = definitionOf(source),
): boolean {
  if (!suitsSport(mapping, sport, () => others, definition)) return false;
  const { where } = conventionAt(mapping, source);
  return where === undefined || isAskedFor(where, readParameter(definition, parameter));
}

/** Whether a mapping may answer in a sport; `others` are asked for only where the sport is not known. */
export function suitsSport(
  { sport: own = null }: Bindable,
  sport: string | null,
  others: () => readonly Bindable[],
  { idsPerSport }: Pick<RegisteredSource, 'idsPerSport'>,
): boolean {
  if (own === null) return true;
  return sport === null ? !(idsPerSport && hasAnotherSport(own, others())) : own === sport;
}

function hasAnotherSport(own: string, others: readonly Bindable[]): boolean {
  return others.some(({ sport = null }) => sport !== null && sport !== own);
}

/** Whether a parameter says all that `where` asks for. */
export function isAskedFor(where: string, parameter: Parameter): boolean {
  const asked = Object.entries(parseSpecifier(where));
  // A `where` that can't be read must not let a mapping answer for everything.
  return asked.length > 0 && asked.every(part => isSaid(part, parameter));
}

/** A parameter without what `where` asked for, which says which mapping it is and not which line. */
export function withoutBound(where: string | undefined, parameter: Parameter): Parameter {
  const asked = Object.entries(parseSpecifier(where)).filter(part => isSaid(part, parameter));
  const names = new Set(asked.map(([name]) => name));
  const named = Object.entries(parameter.named).filter(([name]) => !names.has(name));
  return { named: Object.fromEntries(named), bare: names.has(BARE) ? null : parameter.bare };
}

/** The name that `where` has for a value without one. */
const BARE = 'value';

function isSaid([name, asked]: [string, string], { named, bare }: Parameter): boolean {
  const said = Object.hasOwn(named, name) ? named[name] : name === BARE ? bare : null;
  return said !== null && said !== undefined && isSameValue(asked, said);
}

/** Whether two values of a parameter are the same, as numbers or as text: `5`, `5.0` and `+5` are. */
export function isSameValue(asked: string, said: string): boolean {
  const [one, other] = [asked.trim(), said.trim()];
  return one === other || (NUMBER.test(one) && NUMBER.test(other) && Number(one) === Number(other));
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
