import { type BaseMapping, type LineKind, type MarketMapping, type Source, sourceIdsOf } from '../model/index.js';
import { impliedKind } from '../rules/line-kinds.js';
import { isCode } from './is-code.js';
import type { Lexicon } from './lexicon.js';
import { type Reading, readName } from './read-name.js';
import { type PreparedOutcomes, readOutcomes } from './read-outcomes.js';

/** A mapping that a market may belong to, as `listMappings` and the catalogue give it. */
export type Candidate = MarketMapping | BaseMapping;

/** A mapping with what was read from it. */
export interface Prepared extends PreparedOutcomes {
  readonly mapping: Candidate;
  readonly reading: Reading;
  readonly kind: LineKind | null;
}

/** The candidates, found by what their names say and by their ids. */
export interface PreparedCandidates {
  readonly byReading: ReadonlyMap<string, readonly Prepared[]>;
  /** By `source`, a blank and the id. */
  readonly byId: ReadonlyMap<string, readonly Prepared[]>;
  readonly canonicalIds: ReadonlySet<string>;
  /** The sources at which any candidate has ids. */
  readonly sources: ReadonlySet<Source>;
}

const NO_TEAMS = { home: [], away: [] };

/** The candidates of an array as it was then. */
interface Known {
  readonly candidates: readonly Candidate[];
  readonly prepared: PreparedCandidates;
}

/** Reading a thousand names takes longer than comparing them, and the same candidates are asked about market after market. */
const known = /* @__PURE__ */ new WeakMap<readonly Candidate[], Map<Lexicon, Known>>();

/** The candidates as they were prepared before, or anew if the array has others by now. */
export function prepareCandidates(candidates: readonly Candidate[], lexicon: Lexicon): PreparedCandidates {
  const before = known.get(candidates)?.get(lexicon);
  if (before && isSameList(before.candidates, candidates)) return before.prepared;
  const prepared = prepare(candidates, lexicon);
  const kept = known.get(candidates) ?? new Map();
  known.set(candidates, kept.set(lexicon, { candidates: [...candidates], prepared }));
  return prepared;
}

function isSameList(one: readonly Candidate[], other: readonly Candidate[]): boolean {
  return one.length === other.length && one.every((candidate, at) => candidate === other[at]);
}

function prepare(candidates: readonly Candidate[], lexicon: Lexicon): PreparedCandidates {
  const byReading = new Map<string, Prepared[]>();
  const byId = new Map<string, Prepared[]>();
  const canonicalIds = new Set<string>();
  const sources = new Set<Source>();
  for (const mapping of withoutReplaced(candidates)) {
    if ('isActive' in mapping && !mapping.isActive) continue;
    const prepared = readOnce(mapping, lexicon);
    canonicalIds.add(mapping.canonicalId);
    push(byReading, readingKey(prepared.reading), prepared);
    for (const { source, id } of sourceIdsOf(mapping)) {
      sources.add(source);
      push(byId, `${source} ${id}`, prepared);
    }
  }
  return { byReading, byId, canonicalIds, sources };
}

/** A mapping that stands in several arrays, one after the other changing, is read once. */
const readBefore = /* @__PURE__ */ new WeakMap<Candidate, Map<Lexicon, Prepared>>();

function readOnce(mapping: Candidate, lexicon: Lexicon): Prepared {
  const before = readBefore.get(mapping)?.get(lexicon);
  if (before) return before;
  const prepared = read(mapping, lexicon);
  const kept = readBefore.get(mapping) ?? new Map();
  readBefore.set(mapping, kept.set(lexicon, prepared));
  return prepared;
}

/** A row of the database counts instead of a base mapping with its canonical id. */
function withoutReplaced(candidates: readonly Candidate[]): Candidate[] {
  const chosen = new Map<string, Candidate>();
  for (const mapping of candidates) {
    const other = chosen.get(mapping.canonicalId);
    if (other === undefined || (!('id' in other) && 'id' in mapping)) chosen.set(mapping.canonicalId, mapping);
  }
  return [...chosen.values()];
}

function read(mapping: Candidate, lexicon: Lexicon): Prepared {
  const { outcomes, shape } = readOutcomes(mapping.outcomeMapping, lexicon);
  const byName = readName(mapping.name, lexicon, NO_TEAMS, shape);
  const reading = isCode(mapping.canonicalId)
    ? byName
    : complete(byName, readName(mapping.canonicalId, lexicon, NO_TEAMS, shape));
  return { mapping, reading, kind: mapping.lineKind ?? impliedKind(mapping), outcomes, shape };
}

/** What the name leaves out, the canonical id may tell: its words are an abbreviation, so they add none. */
function complete(name: Reading, id: Reading): Reading {
  return {
    ...name,
    period: name.period === 'ft' ? id.period : name.period,
    side: name.side || id.side,
    subject: name.subject || id.subject,
    bets: name.bets.size > 0 ? name.bets : id.bets,
    numbers: name.numbers,
  };
}

/** What a match is counted in, which its bookmakers need not say. */
export const UNITS = ['', 'games', 'sets'];

/** What must be the same in the names of a market and its mapping. */
export function readingKey({ period, side, subject }: Pick<Reading, 'period' | 'side' | 'subject'>): string {
  return `${period} ${side} ${subject}`;
}

function push(map: Map<string, Prepared[]>, key: string, prepared: Prepared): void {
  const list = map.get(key);
  if (list) list.push(prepared);
  else map.set(key, [prepared]);
}
