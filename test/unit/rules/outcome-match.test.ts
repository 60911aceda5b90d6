import { expect, it } from 'vitest';
import { toMatch, toOwnMatch } from '../../../src/rules/outcome-match.js';
import { settleClaims } from '../../../src/rules/settle-claims.js';

it('players and thresholds share a canonical outcome, each with a claim of its own', () => {
  const haaland = toOwnMatch('shots', { participant: 'Haaland, Erling', line: 1 });
  const others = [
    toOwnMatch('shots', { participant: 'Haaland, Erling', line: 2 }),
    toOwnMatch('shots', { participant: 'Haaland, Erling' }),
    toOwnMatch('shots', { participant: 'Digne', line: 1 }),
    toOwnMatch('shots', { line: 1 }),
    toOwnMatch('shots', {}),
  ];
  expect(settleClaims([haaland, ...others])).toEqual([haaland, ...others]);
  expect(settleClaims([haaland, toOwnMatch('shots', { participant: 'Erling Haaland', line: 1 })])).toEqual([
    null,
    null,
  ]);
});

it('an outcome without either is the canonical one, which an id claims with more right', () => {
  const byId = toMatch('home', 'id');
  const byPattern = toOwnMatch('home', {});
  expect(byPattern).toEqual({ canonicalId: 'home', matchedBy: 'pattern', claim: 'home' });
  expect(settleClaims([byPattern, byId])).toEqual([null, byId]);
});
