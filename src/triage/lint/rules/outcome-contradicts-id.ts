import { fold } from '../../../rules/fold.js';
import { namesOf } from '../change-outcomes.js';
import { groupBy } from '../group-by.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

/** What an outcome can't be at once. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['home', 'away'],
  ['over', 'under'],
  ['yes', 'no'],
  ['odd', 'even'],
];

/** What a whole name can stand for. */
const SHORT: Readonly<Record<string, string>> = { '1': 'home', '2': 'away', o: 'over', u: 'under', y: 'yes', n: 'no' };

export const outcomeContradictsId = /* @__PURE__ */ lintRule({
  id: 'outcome-contradicts-id',
  severity: 'error',
  needsObserved: false,
  summary: "a bookmaker's name of an outcome that says the opposite of its canonical id",
  *check({ outcomeMapping }) {
    const faulty = outcomeMapping.flatMap(outcome => {
      const own = wordsOf(outcome.canonicalId);
      return namesOf(outcome).flatMap(({ source, name }) =>
        isOpposite(own, wordsOf(name)) ? [{ outcome, source, name }] : [],
      );
    });
    for (const [source, those] of groupBy(faulty, each => each.source)) {
      const about = those.map(({ outcome }) => outcome.canonicalId);
      yield { source, message: `${quote(about)} is called ${quote(those.map(({ name }) => name))} there`, about };
    }
  },
});

function wordsOf(text: string): ReadonlySet<string> {
  const whole = SHORT[fold(text)];
  return new Set(whole === undefined ? (text.toLowerCase().match(/\p{L}+/gu) ?? []) : [whole]);
}

/** Whether one says a word and not its opposite, and the other its opposite and not the word. */
function isOpposite(own: ReadonlySet<string>, named: ReadonlySet<string>): boolean {
  return OPPOSITES.some(([one, other]) =>
    [
      [one, other],
      [other, one],
    ].some(([a = '', b = '']) => own.has(a) && !own.has(b) && named.has(b) && !named.has(a)),
  );
}
