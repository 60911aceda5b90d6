import type { RegisteredSource } from '../sources/source-definition.js';
import { conventionAt } from './binding.js';
import { impliedKind } from './line-kinds.js';
import { type LineSubject, toHandicap, toNumber } from './lines.js';
import { isLayout, readParameter } from './read-parameter.js';

/** Which side an outcome is about; `neither` if it is about both or none. */
export type Side = 'home' | 'away' | 'neither';

/** A number of a market's parameter as it can appear in the name of an outcome: `2.5`, or `0:1` as text. */
export type ToldNumber = Readonly<Record<Side, number | string>>;

/**
 * The numbers of a parameter, each as the outcomes of either side write it. A handicap is given for one side, and has the other sign
 * for the other side. A head start (`0:1`) is written the same for all.
 */
export function toldNumbers(
  mapping: LineSubject,
  definition: RegisteredSource,
  parameter: string | null,
): readonly ToldNumber[] {
  const { named, bare } = readParameter(definition, parameter);
  const { side = definition.side, unit = definition.unit } = conventionAt(mapping, definition.id);
  const told = Object.entries(named)
    .filter(part => !isLayout(...part))
    .map(([name, value]) =>
      name === 'hcp' ? readHandicap(value, unit, side) : readPlain(value, name === 'total' ? unit : 1),
    );
  if (bare !== null) told.push(isHandicap(mapping) ? readHandicap(bare, unit, side) : readPlain(bare, unit));
  return told.filter(each => each !== null);
}

function isHandicap(mapping: LineSubject): boolean {
  const kind = mapping.lineKind ?? impliedKind(mapping);
  return kind === 'asian-handicap' || kind === 'european-handicap';
}

function readHandicap(text: string, unit: number, told: 'home' | 'away'): ToldNumber | null {
  const home = toHandicap(text.trim(), unit, told);
  if (home === null) return readPlain(text, 1);
  // An outcome about neither side, a draw, is written with the line as the source gives it.
  return { home, away: 0 - home, neither: toNumber(text.trim(), unit) ?? home };
}

function readPlain(text: string, unit: number): ToldNumber | null {
  const value = isScore(text.trim()) ? text.trim() : toNumber(text.trim(), unit);
  return value === null ? null : { home: value, away: value, neither: value };
}

function isScore(text: string): boolean {
  return /^\d{1,3}:\d{1,3}$/.test(text);
}
