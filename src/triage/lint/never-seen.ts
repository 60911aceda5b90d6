import type { OutcomeMapping } from '../../model/index.js';
import { outcomeNameOf } from '../../model/index.js';
import { fold } from '../../rules/fold.js';
import { isTemplate } from '../../rules/name-template.js';
import { isKnownAt } from './change-outcomes.js';
import type { SeenAt } from './seen-at.js';

/** In so many events every outcome that a bookmaker offers has been seen. */
const MANY_EVENTS = 20;

/**
 * The outcomes that have a name at a source and were never met there. One that a bookmaker offers now and then is not among them: where
 * names of the same form are met (`4-4` beside `0-0`), or nothing that was met is left over, it takes many events to say so.
 */
export function neverSeen(seen: SeenAt): OutcomeMapping[] {
  const { mapping, source } = seen;
  // A row of the log may have only the outcomes that nobody knows.
  if (!seen.markets.some(({ isWhole }) => isWhole)) return [];
  const isSure = seen.events >= MANY_EVENTS;
  if (!isSure && seen.unknown.size === 0) return [];
  const forms = new Set([...seen.matchedNames].map(formOf));
  return mapping.outcomeMapping.filter(outcome => {
    if (!isKnownAt(outcome, source) || seen.matched.has(outcome.canonicalId) || seen.contested.has(outcome.canonicalId))
      return false;
    const name = outcomeNameOf(outcome, source);
    return isSure || name === null || isTemplate(name) || !forms.has(formOf(name));
  });
}

/** Which outcomes that were never seen are called otherwise: the same words or numbers, or the only one that is left. */
export function findRenamed(seen: SeenAt, never: readonly OutcomeMapping[]): Map<OutcomeMapping, string> {
  const renamed = new Map<OutcomeMapping, string>();
  const left = new Set(seen.unknown.keys());
  for (const outcome of never) {
    const name = outcomeNameOf(outcome, seen.source);
    if (name === null) continue;
    const alike = [...left].filter(other => spelling(other) === spelling(name));
    const isOnly =
      never.filter(each => spelling(outcomeNameOf(each, seen.source) ?? '') === spelling(name)).length === 1;
    const [only, ...others] = alike;
    if (only === undefined || others.length > 0 || !isOnly) continue;
    renamed.set(outcome, only);
    left.delete(only);
  }
  const [last, ...more] = never.filter(outcome => !renamed.has(outcome));
  const [name, ...names] = left;
  if (last !== undefined && more.length === 0 && name !== undefined && names.length === 0) renamed.set(last, name);
  return renamed;
}

/** What names of one list have in common: words and signs, whatever their numbers. */
function formOf(name: string): string {
  return fold(name).replaceAll(/\d+/g, '0');
}

/** A name without what is only a way of writing it; signs in front of numbers count. */
function spelling(name: string): string {
  const words = name.toLowerCase().match(/(?<![\p{L}\p{N}])[+-]?\d+(?:[.,]\d+)?\+?|\p{L}+/gu) ?? [];
  return words.filter(word => word !== 'or' && word !== 'and').join(' ');
}
