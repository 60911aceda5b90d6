import type { Line, LineReason, LineRules, OutcomeMapping, Source } from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';
import { definitionOf } from '../sources/registry.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import { conventionAt, withoutBound } from './binding.js';
import { impliedKind, isCounter, type KindWithLine, kindOf } from './line-kinds.js';
import { isLayout, type Parameter, readParameter } from './read-parameter.js';

/** What a mapping says about its lines. */
export interface LineSubject extends LineRules {
  readonly canonicalId: string;
  readonly name: string;
  readonly outcomeMapping: readonly Pick<OutcomeMapping, 'canonicalId'>[];
}

/** What a parameter says: a line, no line (both null), or why it can't be read. */
export interface LineReading {
  readonly line: Line | null;
  readonly reason: LineReason | null;
}

const NO_LINE: LineReading = { line: null, reason: null };
const UNKNOWN: LineReading = { line: null, reason: 'KIND_UNKNOWN' };
const MISSING: LineReading = { line: null, reason: 'PARAMETER_MISSING' };
const UNREADABLE: LineReading = { line: null, reason: 'PARAMETER_UNREADABLE' };

/**
 * Reads the parameter of one mapping's market at one source, so that the same bet has the same line at every source. Anything that
 * can't be read with certainty gives no line and a reason: a price under a wrong line is worse than a missing one.
 *
 * The kind is what the mapping says (`lineKind`). If it says nothing, the kind is what its outcomes and name imply without doubt,
 * or else what the specifier says, if the source's specifiers name their values.
 */
export function readLine(
  mapping: LineSubject,
  source: Source,
  parameter: string | null,
  definition: RegisteredSource = definitionOf(source),
): LineReading {
  const { side = definition.side, unit = definition.unit, fixed, where } = conventionAt(mapping, source);
  const told = withoutLayout(withoutBound(where, readParameter(definition, parameter)));
  const fixedParts = parseSpecifier(fixed);
  const isTold = told.bare !== null || Object.keys(told.named).length > 0 || Object.keys(fixedParts).length > 0;
  const declared = mapping.lineKind ?? null;
  if (declared === 'none') return NO_LINE;
  if (!isTold) return declared === null ? NO_LINE : MISSING;
  const named = { ...fixedParts, ...told.named };
  const kind = declared ?? impliedKind(mapping) ?? kindOf(named);
  if (kind === null) return UNKNOWN;
  const isFixed = (name: string) => Object.hasOwn(fixedParts, name) && !Object.hasOwn(told.named, name);
  return READERS[kind](
    { named, bare: told.bare },
    { side, unit, isFixed, hasScores: definition.scoreInParameter ?? false },
  );
}

/** Whether two lines are the same bet. */
export function lineKey(line: Line | null): string {
  if (line === null) return '';
  const { kind, value, label, qualifier = '' } = line;
  return `${kind} ${value ?? label} ${qualifier}`;
}

function withoutLayout({ named, bare }: Parameter): Parameter {
  return { named: Object.fromEntries(Object.entries(named).filter(part => !isLayout(...part))), bare };
}

/** How a source writes its lines. */
interface Telling {
  readonly side: 'home' | 'away';
  readonly unit: number;
  /** Whether a part comes from `fixed`, where neither the source's unit nor its side applies. */
  readonly isFixed: (name: string) => boolean;
  /** Whether `0:1` is the current score. */
  readonly hasScores: boolean;
}

type Reader = (parameter: Parameter, telling: Telling) => LineReading;

const READERS: Readonly<Record<KindWithLine, Reader>> = {
  total: (parameter, telling) => {
    const { value, qualifier, isAmbiguous, unit } = pick('total', parameter, telling);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = toNumber(value, unit);
    return number === null || number < 0 ? UNREADABLE : toReading('total', number, String(number), qualifier);
  },

  'asian-handicap': (parameter, telling) => {
    const { value, qualifier, isAmbiguous, unit, side } = pick('hcp', parameter, telling);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = toHandicap(value, unit, side);
    return number === null ? UNREADABLE : toReading('asian-handicap', number, signed(number), qualifier);
  },

  'european-handicap': (parameter, telling) => {
    const { value, qualifier, isAmbiguous, unit, side } = pick('hcp', parameter, telling);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    // `0:1` is the head start of each side, unless the source writes the current score like this.
    const start = telling.hasScores && parameter.bare !== null ? null : /^(\d{1,2}):(\d{1,2})$/.exec(value);
    const number = start ? turned(Number(start[1]) - Number(start[2]), side) : toHandicap(value, unit, side);
    // With half goals there would be no draw to bet on.
    if (number === null || !Number.isInteger(number)) return UNREADABLE;
    return toReading('european-handicap', number, signed(number), qualifier);
  },

  'exact-number': (parameter, telling) => {
    const counters = Object.keys(parameter.named).filter(isCounter);
    const [counter] = counters;
    if (counters.length > 1) return UNREADABLE;
    const { value, qualifier, isAmbiguous, unit } = pick(counter ?? '', parameter, telling);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = toNumber(value, unit);
    if (number === null || !Number.isInteger(number) || number < 0) return UNREADABLE;
    return toReading('exact-number', number, String(number), qualifier);
  },

  interval: ({ named: { from, to, ...named }, bare }, telling) => {
    if (from !== undefined || to !== undefined) {
      const span = bare === null ? toSpan(`${from}-${to}`) : null;
      return span === null ? UNREADABLE : toReading('interval', null, span, toQualifier(named));
    }
    const minute = named.minute !== undefined ? 'minute' : 'minsnr';
    const { value, qualifier, isAmbiguous } = pick(minute, { named, bare }, telling);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = /^\d{1,3}$/.test(value) ? Number(value) : null;
    if (number !== null) return toReading('interval', number, String(number), qualifier);
    const span = toSpan(value);
    return span === null ? UNREADABLE : toReading('interval', null, span, qualifier);
  },

  player: (parameter, telling) => {
    const { value, qualifier, isAmbiguous } = pick('player', parameter, telling);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    return toReading('player', null, value, qualifier);
  },

  other: ({ named, bare }) => {
    const label = [toQualifier(named), bare].filter(Boolean).join('|');
    return toReading('other', null, label, '');
  },
};

/** The value of a kind's specifier, or the bare value. If there are both, it is ambiguous. */
function pick(name: string, { named: { [name]: value, ...rest }, bare }: Parameter, telling: Telling) {
  const isAmbiguous = value !== undefined && bare !== null;
  const isFixed = telling.isFixed(name);
  return {
    value: isAmbiguous ? null : (value ?? bare),
    qualifier: toQualifier(rest),
    isAmbiguous,
    unit: isFixed ? 1 : telling.unit,
    side: isFixed ? ('home' as const) : telling.side,
  };
}

function toReading(kind: KindWithLine, value: number | null, label: string, qualifier: string): LineReading {
  const line = qualifier ? { kind, value, label: `${label} (${qualifier})`, qualifier } : { kind, value, label };
  return { line: Object.freeze(line), reason: null };
}

/** What a parameter says beside its line; empty if that is nothing. */
function toQualifier(named: Parameter['named']): string {
  const parts = Object.entries(named).map(([name, value]) => `${name}=${value}`);
  return parts.sort().join('|');
}

/** A decimal number as sources write it. */
export function toNumber(text: string, unit = 1): number | null {
  if (!/^[+-]?\d{1,6}(\.\d{1,4})?$/.test(text)) return null;
  // Adding zero turns -0 into 0.
  return Math.round(Number(text) * unit * 10_000) / 10_000 + 0;
}

/** The home side's head start in `-1.5`, `Home -1` or `Away +1`. If the side is written out, no convention is needed. */
export function toHandicap(text: string, unit: number, told: 'home' | 'away'): number | null {
  const [, side, number = ''] = /^(?:(home|away)\s+)?(\S+)$/i.exec(text) ?? [];
  const value = toNumber(number, unit);
  return value === null ? null : turned(value, side === undefined ? told : side.toLowerCase());
}

function turned(value: number, side: string): number {
  return side === 'home' ? value : 0 - value;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}

function toSpan(text: string): string | null {
  const [, from, to] = /^(\d{1,3})-(\d{1,3})$/.exec(text) ?? [];
  return from === undefined || Number(from) > Number(to) ? null : `${Number(from)}-${Number(to)}`;
}
