import { changeOutcomes, namesOf, withName } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

const PLACEHOLDERS = ['line', 'home', 'away', 'player', 'n'];
const OTHER_WORDS: Readonly<Record<string, string>> = {
  total: 'line',
  hcp: 'line',
  handicap: 'line',
  hometeam: 'home',
  awayteam: 'away',
  competitor1: 'home',
  competitor2: 'away',
  $competitor1: 'home',
  $competitor2: 'away',
  participant: 'player',
  players: 'player',
  playername: 'player',
  number: 'n',
};

export const malformedPlaceholder = /* @__PURE__ */ lintRule({
  id: 'malformed-placeholder',
  severity: 'error',
  needsObserved: false,
  summary: 'braces in a name that are no placeholder, so that they are taken as they are',
  *check(mapping) {
    const faulty = mapping.outcomeMapping.flatMap(outcome =>
      namesOf(outcome).flatMap(({ source, name }) => (isMalformed(name) ? [{ outcome, source, name }] : [])),
    );
    for (const [source, those] of groupBy(faulty, each => each.source)) {
      const names = those.map(({ name }) => name);
      const isMeant = names.every(name => meantBy(name) !== null);
      yield {
        source,
        message: `${quote(names)}: the placeholders are {${PLACEHOLDERS.join('}, {')}}`,
        about: those.map(({ outcome }) => outcome.canonicalId),
        ...(isMeant && {
          fix: {
            isSafe: false,
            text: `write ${quote(names.map(name => meantBy(name) ?? name))}`,
            patch: changeOutcomes(mapping, outcome => {
              const fault = those.find(each => each.outcome === outcome);
              return fault ? withName(outcome, source, meantBy(fault.name)) : outcome;
            }),
          },
        }),
      };
    }
  },
});

function isMalformed(name: string): boolean {
  const left = name.replaceAll(/\{([^{}]*)\}/g, (place, word: string) =>
    PLACEHOLDERS.includes(word.toLowerCase()) ? '' : place,
  );
  return /[{}]/.test(left);
}

/** The name with the placeholders that were meant; null if that is a guess. */
function meantBy(name: string): string | null {
  const meant = name.replaceAll(/\{([^{}]*)\}/g, (place, inside: string) => {
    const word = inside.toLowerCase().replaceAll(/[\s_!+-]/g, '');
    const known = PLACEHOLDERS.includes(word) ? word : OTHER_WORDS[word];
    return known === undefined ? place : `{${known}}`;
  });
  return isMalformed(meant) ? null : meant;
}
