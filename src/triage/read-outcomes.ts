import { type OutcomeMapping, outcomeIdOf, outcomeNameOf, SEED_SOURCES, type Source } from '../model/index.js';
import { isCode } from './is-code.js';
import type { Lexicon } from './lexicon.js';
import { isUnderstood, keysOfOutcomes, type OutcomeKeys, shapeOf } from './outcome-keys.js';
import type { Shape } from './read-name.js';
import { spaceId } from './space-id.js';

/** An outcome of a candidate with all that it is called. */
export interface PreparedOutcome {
  readonly canonicalId: string;
  readonly keys: readonly OutcomeKeys[];
  readonly ids: Readonly<Record<string, string>>;
  /** What it stands for where that is no outcome by itself: players, thresholds such as `3+`, or both in one name. */
  readonly template: 'player' | 'threshold' | 'player-threshold' | null;
  /** The bookmakers at which it has a name. */
  readonly sources: ReadonlySet<Source>;
}

/** Outcomes and what they tell of the bet. */
export interface PreparedOutcomes {
  readonly outcomes: readonly PreparedOutcome[];
  readonly shape: Shape;
}

type Listed = readonly (OutcomeKeys | null)[];

const NO_TEAMS = { home: [], away: [] };

/** Reads the outcomes of a mapping: the names of each bookmaker together, since what one says another may explain. */
export function readOutcomes(mapped: readonly OutcomeMapping[], lexicon: Lexicon): PreparedOutcomes {
  const sources = sourcesIn(mapped);
  const lists = new Map<string, Listed>();
  for (const source of sources) {
    const names = mapped.map(outcome => nameAt(outcome, source));
    const text = JSON.stringify(names);
    if (!lists.has(text)) lists.set(text, readList(names, lexicon));
  }
  const named = [...lists.values()];
  const ids = readList(
    mapped.map(({ canonicalId }) => (isCode(canonicalId) ? canonicalId : spaceId(canonicalId))),
    lexicon,
  );
  const isTold = idsTell(ids, named);
  const fullest = Math.max(1, ...named.map(countOf));
  const telling = [...named.filter(list => countOf(list) === fullest), ...(isTold ? [ids] : [])];
  const outcomes = mapped.map(
    (outcome, at): PreparedOutcome => ({
      canonicalId: outcome.canonicalId,
      keys: keysAt(isTold ? [...named, ids] : named, at),
      ids: idsOf(outcome),
      template: templateOf(outcome, sources),
      sources: new Set(sources.filter(source => nameAt(outcome, source) !== null)),
    }),
  );
  return { outcomes, shape: shapeOf(telling.flat().filter(keys => keys !== null)) };
}

function sourcesIn(mapped: readonly OutcomeMapping[]): Source[] {
  return [...new Set([...SEED_SOURCES, ...mapped.flatMap(({ names }) => Object.keys(names ?? {}))])];
}

/** The name at a bookmaker, if it is one that a market may have as it stands. */
function nameAt(outcome: OutcomeMapping, source: Source): string | null {
  const name = outcomeNameOf(outcome, source) ?? '';
  return name.trim() === '' || name.includes('{') ? null : name;
}

function readList(names: readonly (string | null)[], lexicon: Lexicon): Listed {
  const keys = keysOfOutcomes(
    names.filter(name => name !== null),
    lexicon,
    NO_TEAMS,
  );
  let next = 0;
  return names.map(name => (name === null ? null : (keys[next++] ?? null)));
}

/** What the lists have of one outcome. */
function keysAt(lists: readonly Listed[], at: number): OutcomeKeys[] {
  return lists.map(list => list[at] ?? null).filter(keys => keys !== null);
}

function countOf(list: Listed): number {
  return list.filter(Boolean).length;
}

/**
 * Whether canonical ids say what outcomes are: where a name is understood, most of them must say the same; where none is, they must be
 * more than numbers in the order of the outcomes.
 */
function idsTell(ids: Listed, named: readonly Listed[]): boolean {
  const compared = ids.flatMap((id, at) => {
    const names = keysAt(named, at).filter(isUnderstood);
    return id === null || names.length === 0 ? [] : [names.some(name => isSame(id, name))];
  });
  if (compared.length === 0) return !ids.every(id => id === null || isCode(id[0]));
  return compared.filter(Boolean).length * 2 >= compared.length;
}

function isSame(one: OutcomeKeys, other: OutcomeKeys): boolean {
  return one.some((key, level) => key !== '' && key === other[level]);
}

function idsOf(outcome: OutcomeMapping): Record<string, string> {
  const ids: Record<string, string> = {};
  for (const source of Object.keys(outcome.ids ?? {})) ids[source] = outcomeIdOf(outcome, source) ?? '';
  return ids;
}

function templateOf(outcome: OutcomeMapping, sources: readonly Source[]): PreparedOutcome['template'] {
  const names = sources.flatMap(source => outcomeNameOf(outcome, source) ?? []);
  const isThreshold = names.some(name => name.includes('{n}'));
  if (names.some(name => name.includes('{player}'))) return isThreshold ? 'player-threshold' : 'player';
  return isThreshold ? 'threshold' : null;
}
