import type { Line, LineConvention, LineKind, LineReason, LineRules, OutcomeMapping, Source } from '../model/index.js';
import { parseSpecifier } from '../sources/parse-specifier.js';

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

/** Parts of a SportyBet specifier that describe the layout of a market or when it was created, not which bet it is. */
const LAYOUT = new Set(['variant', 'version', 'type']);

/**
 * Reads the parameter of one mapping's market at one source, so that the same bet has the same line at every source. Anything that
 * can't be read with certainty gives no line and a reason: a price under a wrong line is worse than a missing one.
 *
 * The kind is the mapping's `lineKind`. Without one, it is what the mapping's outcomes and name leave no doubt about, or, at
 * SportyBet, whose specifiers name their values, what the specifier says.
 */
export function readLine(mapping: LineSubject, source: Source, parameter: string | null): LineReading {
  const convention = mapping.lineConventions?.[source] ?? {};
  const { named, bare } = takeApart(source, parameter, convention.fixed);
  const isTold = bare !== null || Object.keys(named).length > 0;
  const declared = mapping.lineKind ?? null;
  if (declared === 'none') return NO_LINE;
  if (!isTold) return declared === null ? NO_LINE : MISSING;
  const kind = declared ?? impliedKind(mapping) ?? kindOf(named);
  if (kind === null) return UNKNOWN;
  return READERS[kind](named, bare, source, convention);
}

/** Whether two lines are the same bet. */
export function lineKey(line: Line | null): string {
  if (line === null) return '';
  const { kind, value, label, qualifier = '' } = line;
  return `${kind} ${value ?? label} ${qualifier}`;
}

/** The named parts of a parameter, and the value without a name. */
interface Parts {
  readonly named: Readonly<Record<string, string>>;
  readonly bare: string | null;
}

function takeApart(source: Source, parameter: string | null, fixed: string | undefined): Parts {
  const text = parameter?.trim() ?? '';
  const isSpecifier = source === 'sportybet' && text.includes('=');
  const told = isSpecifier ? Object.entries(parseSpecifier(text)).filter(([name]) => !LAYOUT.has(name)) : [];
  const named = Object.fromEntries([...Object.entries(parseSpecifier(fixed)), ...told]);
  return { named, bare: isSpecifier || text === '' ? null : text };
}

type KindWithLine = Exclude<LineKind, 'none'>;
type Reader = (named: Parts['named'], bare: string | null, source: Source, convention: LineConvention) => LineReading;

const READERS: Readonly<Record<KindWithLine, Reader>> = {
  total: (named, bare, _source, convention) => {
    const { value, qualifier, isAmbiguous } = pick('total', named, bare);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = toNumber(value, convention.unit);
    return number === null || number < 0 ? UNREADABLE : toReading('total', number, String(number), qualifier);
  },

  'asian-handicap': (named, bare, _source, convention) => {
    const { value, qualifier, isAmbiguous } = pick('hcp', named, bare);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = toHandicap(value, convention);
    return number === null ? UNREADABLE : toReading('asian-handicap', number, signed(number), qualifier);
  },

  'european-handicap': (named, bare, source, convention) => {
    const { value, qualifier, isAmbiguous } = pick('hcp', named, bare);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    // `0:1` is the head start of each side. Bet9ja writes the current score that way (`@0:3`).
    const start = source === 'bet9ja' ? null : /^(\d{1,2}):(\d{1,2})$/.exec(value);
    const number = start ? turned(Number(start[1]) - Number(start[2]), convention) : toHandicap(value, convention);
    // With half a goal there is no draw.
    if (number === null || !Number.isInteger(number)) return UNREADABLE;
    return toReading('european-handicap', number, signed(number), qualifier);
  },

  'exact-number': (named, bare, _source, convention) => {
    const counters = Object.keys(named).filter(isCounter);
    const [counter] = counters;
    if (counters.length > 1) return UNREADABLE;
    const { value, qualifier, isAmbiguous } = pick(counter ?? '', named, bare);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = toNumber(value, convention.unit);
    if (number === null || !Number.isInteger(number) || number < 0) return UNREADABLE;
    return toReading('exact-number', number, String(number), qualifier);
  },

  interval: ({ from, to, ...named }, bare) => {
    if (from !== undefined || to !== undefined) {
      const span = bare === null ? toSpan(`${from}-${to}`) : null;
      return span === null ? UNREADABLE : toReading('interval', null, span, toQualifier(named));
    }
    const minute = named.minute !== undefined ? 'minute' : 'minsnr';
    const { value, qualifier, isAmbiguous } = pick(minute, named, bare);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    const number = /^\d{1,3}$/.test(value) ? Number(value) : null;
    if (number !== null) return toReading('interval', number, String(number), qualifier);
    const span = toSpan(value);
    return span === null ? UNREADABLE : toReading('interval', null, span, qualifier);
  },

  player: (named, bare) => {
    const { value, qualifier, isAmbiguous } = pick('player', named, bare);
    if (value === null) return isAmbiguous ? UNREADABLE : MISSING;
    return toReading('player', null, value, qualifier);
  },

  other: (named, bare) => {
    const label = [toQualifier(named), bare].filter(Boolean).join('|');
    return toReading('other', null, label, undefined);
  },
};

/** The value of a kind's specifier, or the bare one. Having both would be ambiguous. */
function pick(name: string, { [name]: value, ...rest }: Parts['named'], bare: string | null) {
  const isAmbiguous = value !== undefined && bare !== null;
  return { value: isAmbiguous ? null : (value ?? bare), qualifier: toQualifier(rest), isAmbiguous };
}

function toReading(
  kind: KindWithLine,
  value: number | null,
  label: string,
  qualifier: string | undefined,
): LineReading {
  const line = qualifier ? { kind, value, label: `${label} (${qualifier})`, qualifier } : { kind, value, label };
  return { line: Object.freeze(line), reason: null };
}

function toQualifier(named: Parts['named']): string | undefined {
  const parts = Object.entries(named).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? undefined : parts.sort().join('|');
}

/** A decimal number as sources write it. */
function toNumber(text: string, unit = 1): number | null {
  if (!/^[+-]?\d{1,6}(\.\d{1,4})?$/.test(text)) return null;
  // Adding zero turns -0 into 0.
  return Math.round(Number(text) * unit * 10_000) / 10_000 + 0;
}

/** `-1.5`, `Home -1`, `Away +1`: the home side's head start. If the side is written out, no convention is needed. */
function toHandicap(text: string, convention: LineConvention): number | null {
  const [, side, number = ''] = /^(?:(home|away)\s+)?(\S+)$/i.exec(text) ?? [];
  const value = toNumber(number, convention.unit);
  if (value === null || side === undefined) return value === null ? null : turned(value, convention);
  return side.toLowerCase() === 'home' ? value : 0 - value;
}

function turned(value: number, { side = 'home' }: LineConvention): number {
  return side === 'home' ? value + 0 : 0 - value;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}

function toSpan(text: string): string | null {
  const [, from, to] = /^(\d{1,3})-(\d{1,3})$/.exec(text) ?? [];
  return from === undefined || Number(from) > Number(to) ? null : `${Number(from)}-${Number(to)}`;
}

/** `goalnr`, `cornernr`, `setnr`: names for the number of something. */
function isCounter(name: string): boolean {
  return /^[a-z]+nr$/.test(name) && name !== 'minsnr';
}

/** The kind that a specifier says it is. */
function kindOf(named: Parts['named']): KindWithLine | null {
  const names = Object.keys(named);
  if (names.length === 0) return null;
  if (named.total !== undefined) return named.hcp === undefined ? 'total' : 'other';
  if (named.hcp !== undefined) return named.hcp.includes(':') ? 'european-handicap' : 'asian-handicap';
  if (named.player !== undefined) return 'player';
  if (named.from !== undefined && named.to !== undefined) return 'interval';
  if (named.minute !== undefined || named.minsnr !== undefined) return 'interval';
  return names.filter(isCounter).length === 1 ? 'exact-number' : 'other';
}

/** The kind of a mapping without `lineKind`: every outcome is over or under, or it calls itself a handicap. */
function impliedKind({ canonicalId, name, outcomeMapping }: LineSubject): KindWithLine | null {
  const outcomes = outcomeMapping.map(outcome => outcome.canonicalId.toLowerCase());
  if (outcomes.length === 0) return null;
  if (outcomes.every(id => /(^|[^a-z])(over|under)([^a-z]|$)/.test(id))) return 'total';
  const isHandicap = /handicap/i.test(`${canonicalId} ${name}`);
  if (!isHandicap || !outcomes.every(id => SIDES.has(id))) return null;
  return outcomes.some(id => id === 'draw' || id === 'x') ? 'european-handicap' : 'asian-handicap';
}

const SIDES = new Set(['home', 'away', 'draw', '1', '2', 'x']);
