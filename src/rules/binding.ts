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

/** What is known of the market that a mapping is asked about. */
export interface BindingQuestion {
  /** As the source tells it; null where the market has none. */
  readonly parameter: string | null;
  /** The sport of its event; left out or null where it is not known. */
  readonly sport?: EventInfo['sport'];
}

/** What a convention says of one source. The id of a source may be that of something every object has. */
export function conventionAt({ lineConventions }: Bindable, source: Source): LineConvention {
  return lineConventions && Object.hasOwn(lineConventions, source) ? (lineConventions[source] ?? {}) : {};
}

/**
 * Whether a mapping may answer for a market that has its id: its parameter is what `where` asks for, and its sport the mapping's.
 * Where the sport is not known, a mapping of one sport still answers, unless the source gives its ids another meaning in
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
  const own = mapping.sport ?? null;
  if (own !== null && sport !== null && own !== sport) return false;
  if (own !== null && sport === null && definition.idsPerSport && hasAnotherSport(own, others)) return false;
  const { where } = conventionAt(mapping, source);
  return where === undefined || isAskedFor(where, readParameter(definition, parameter));
}

function hasAnotherSport(own: string, others: readonly Bindable[]): boolean {
  return others.some(({ sport = null }) => sport !== null && sport !== own);
}

/** Whether a parameter says all that `where` asks for. */
export function isAskedFor(where: string, parameter: Parameter): boolean {
  const asked = Object.entries(parseSpecifier(where));
  // What can't be read must not let a mapping answer for everything.
  return asked.length > 0 && asked.every(part => isSaid(part, parameter));
}

/** A parameter without what `where` asked for: that tells which mapping it is, not which line. */
export function withoutBound(where: string | undefined, parameter: Parameter): Parameter {
  if (where === undefined) return parameter;
  const asked = Object.entries(parseSpecifier(where)).filter(part => isSaid(part, parameter));
  const names = new Set(asked.map(([name]) => name));
  const isBareBound = parameter.bare !== null && names.has(BARE);
  const named = Object.entries(parameter.named).filter(([name]) => !names.has(name));
  return { named: Object.fromEntries(named), bare: isBareBound ? null : parameter.bare };
}

/** What `where` calls a value that has no name. */
const BARE = 'value';

function isSaid([name, asked]: [string, string], { named, bare }: Parameter): boolean {
  const said = Object.hasOwn(named, name) ? named[name] : name === BARE ? bare : null;
  return said !== null && said !== undefined && isSameValue(asked, said);
}

/** Whether two values of a parameter are one, as numbers or as texts: `5`, `5.0` and `+5` are. */
export function isSameValue(asked: string, said: string): boolean {
  const [one, other] = [asked.trim(), said.trim()];
  return one === other || (NUMBER.test(one) && NUMBER.test(other) && Number(one) === Number(other));
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
