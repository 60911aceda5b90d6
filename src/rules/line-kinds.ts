import type { LineKind, OutcomeMapping } from '../model/index.js';
import type { Parameter } from './read-parameter.js';

/** A kind of market that has a line. */
export type KindWithLine = Exclude<LineKind, 'none'>;

/** The parts of a mapping that can imply its kind. */
export interface KindSubject {
  readonly canonicalId: string;
  readonly name: string;
  readonly outcomeMapping: readonly Pick<OutcomeMapping, 'canonicalId'>[];
}

/** Whether a specifier counts something: `goalnr`, `cornernr`, `setnr`. */
export function isCounter(name: string): boolean {
  return /^[a-z]+nr$/.test(name) && name !== 'minsnr';
}

/** The kind that a specifier's names say. */
export function kindOf(named: Parameter['named']): KindWithLine | null {
  const names = Object.keys(named);
  if (names.length === 0) return null;
  if (named.total !== undefined) return named.hcp === undefined ? 'total' : 'other';
  if (named.hcp !== undefined) return named.hcp.includes(':') ? 'european-handicap' : 'asian-handicap';
  if (named.player !== undefined) return 'player';
  if (named.from !== undefined && named.to !== undefined) return 'interval';
  if (named.minute !== undefined || named.minsnr !== undefined) return 'interval';
  return names.filter(isCounter).length === 1 ? 'exact-number' : 'other';
}

/** The kind that a mapping implies: every outcome is over or under, or the mapping calls itself a handicap. */
export function impliedKind({ canonicalId, name, outcomeMapping }: KindSubject): KindWithLine | null {
  const outcomes = outcomeMapping.map(outcome => outcome.canonicalId.toLowerCase());
  if (outcomes.length === 0) return null;
  if (outcomes.every(id => /(^|[^a-z])(over|under)([^a-z]|$)/.test(id))) return 'total';
  const isHandicap = /handicap/i.test(`${canonicalId} ${name}`);
  if (!isHandicap || !outcomes.every(id => SIDES.has(id))) return null;
  return outcomes.some(id => id === 'draw' || id === 'x') ? 'european-handicap' : 'asian-handicap';
}

const SIDES = new Set(['home', 'away', 'draw', '1', '2', 'x']);
