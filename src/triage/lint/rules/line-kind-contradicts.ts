import { lintRule } from '../lint-rule.js';

const DRAW = new Set(['draw', 'x', 'tie']);
const SIDES = new Set(['home', 'away', '1', '2']);

export const lineKindContradicts = /* @__PURE__ */ lintRule({
  id: 'line-kind-contradicts',
  severity: 'error',
  needsObserved: false,
  summary: 'a kind of line that does not go with the outcomes',
  *check({ lineKind, outcomeMapping }) {
    const outcomes = outcomeMapping.map(({ canonicalId }) => canonicalId.toLowerCase());
    const hasDraw = outcomes.some(id => DRAW.has(id));
    const hasSides = outcomes.length > 0 && outcomes.every(id => SIDES.has(id) || DRAW.has(id));
    const isCount = outcomes.length > 0 && outcomes.every(id => /(^|[^a-z])(over|under)([^a-z]|$)/.test(id));
    if (lineKind === 'asian-handicap' && hasDraw) {
      yield fault('an Asian handicap has no draw: its half goals make it a win or a loss', 'european-handicap');
    } else if (lineKind === 'european-handicap' && hasSides && !hasDraw) {
      yield fault('a European handicap has a draw to bet on: without one it is an Asian one', 'asian-handicap');
    } else if (lineKind === 'total' && hasSides) {
      yield fault(
        'home and away have no total: the line is a handicap',
        hasDraw ? 'european-handicap' : 'asian-handicap',
      );
    } else if ((lineKind === 'asian-handicap' || lineKind === 'european-handicap') && isCount) {
      yield fault('over and under have no handicap: the line is a total', 'total');
    }
  },
});

function fault(message: string, lineKind: 'total' | 'asian-handicap' | 'european-handicap') {
  return { message, fix: { isSafe: false, text: `set lineKind to ${lineKind}`, patch: { lineKind } } };
}
