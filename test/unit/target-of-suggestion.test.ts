import { expect, test } from 'vitest';
import { footballCatalogue } from '../../src/catalogue.js';
import { type ScrapedMarket, suggestMappings, targetOfSuggestion } from '../../src/index.js';

/** Read anew each time, as a market of the log is. */
function goals(): ScrapedMarket {
  return {
    source: 'newbook',
    externalMarketId: '18',
    marketName: 'Over/Under',
    parameter: 'total=2.5',
    outcomes: [
      { id: '12', name: 'Over 2.5', odds: null, active: true },
      { id: '13', name: 'Under 2.5', odds: null, active: true },
    ],
  };
}

test('what a mapping learns has ids, and names without the line, also of a market that was read a second time', () => {
  const [suggestion] = suggestMappings(goals(), footballCatalogue);
  if (!suggestion) throw new Error('nothing is suggested');
  const target = targetOfSuggestion(goals(), suggestion);
  expect(target).toMatchObject({ to: 'over_under_ft', base: { canonicalId: 'over_under_ft' } });
  expect('to' in target && target.outcomes).toMatchObject([
    { canonicalId: 'over', names: { newbook: 'Over' }, ids: { newbook: '12' } },
    { canonicalId: 'under', names: { newbook: 'Under' }, ids: { newbook: '13' } },
  ]);
});
