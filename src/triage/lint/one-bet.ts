import type { LintedMapping } from './linted-mapping.js';

/** Mappings that could be one bet: those that are called alike and have the same outcomes. */
export function alikeMappings(mappings: readonly LintedMapping[]): Iterable<readonly LintedMapping[]> {
  const groups = new Map<string, LintedMapping[]>();
  for (const mapping of mappings) {
    for (const key of betKeysOf(mapping)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [mapping]);
      else if (!group.includes(mapping)) group.push(mapping);
    }
  }
  return [...groups.values()].filter(group => group.length > 1);
}

/** What a mapping is called, each with its outcomes: mappings that have one of these in common could be one bet. */
export function betKeysOf(mapping: LintedMapping): string[] {
  const outcomes = outcomesKey(mapping);
  return outcomes === '' ? [] : [...namesOf(mapping)].map(name => `${name}\n${outcomes}`);
}

/** Whether two mappings with one name can answer for one market: the same sport, and nothing that one of them is bound to alone. */
export function canBeOneBet(a: LintedMapping, b: LintedMapping): boolean {
  if (a.canonicalId === b.canonicalId) return false;
  if (a.sport !== null && b.sport !== null && a.sport !== b.sport) return false;
  return bindingKey(a) === bindingKey(b);
}

function bindingKey({ lineKind, lineConventions }: LintedMapping): string {
  const bindings = Object.values(lineConventions ?? {}).flatMap(({ where, fixed }) => [where ?? '', fixed ?? '']);
  return [lineKind ?? '', ...new Set(bindings.filter(text => text !== ''))].sort().join('\n');
}

function outcomesKey({ outcomeMapping }: LintedMapping): string {
  return outcomeMapping
    .map(({ canonicalId }) => spelling(canonicalId))
    .sort()
    .join(' ');
}

/** What a mapping is called: its id, and each name of `Last Goal / Last Team to Score - Full Time` with what follows the dash. */
function namesOf({ canonicalId, name }: LintedMapping): Set<string> {
  const plain = name.replaceAll(/\([^()]*\)/g, ' ');
  const [first = '', ...rest] = plain.split(/\s+-\s+/);
  const aliases = first.split(/\s+\/\s+/).map(alias => `name ${spelling([alias, ...rest].join(' '))}`);
  return new Set([...aliases, `id ${spelling(canonicalId)}`]);
}

/** A text without what is only a way of writing it. Signs in front of numbers count. */
function spelling(text: string): string {
  return (text.toLowerCase().match(/[+-]?\d+(?:[.,]\d+)?\+?|\p{L}+/gu) ?? []).join(' ');
}
