import { describe, expect, it } from 'vitest';
import { readCapturedEvents } from '../../scripts/catalogue/captured-events.js';
import { catalogue } from '../../src/catalogue.js';
import { lintMappings, type ScrapedEvent } from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { present } from './files.js';

const events = present ? readCapturedEvents() : [];

describe.runIf(present)('lint on captured payloads', () => {
  it('finds nothing in the catalogue', () => {
    expect(events.length).toBeGreaterThan(20);
    expect(lintMappings(catalogue, events)).toEqual([]);
  });

  it('finds an outcome that is taken out of the catalogue', () => {
    const without = catalogue.map(mapping =>
      mapping.canonicalId === 'exact_goals_1h'
        ? { ...mapping, outcomeMapping: mapping.outcomeMapping.filter(({ canonicalId }) => canonicalId !== '3') }
        : mapping,
    );
    expect(lintMappings(without, events)).toMatchObject([
      { rule: 'unmapped-outcome', mapping: 'exact_goals_1h', source: 'bet9ja', about: ['3'] },
    ]);
  });
});

/**
 * Bet9ja's highest number of goals has no plus. Its own prices tell that it is exactly this number: as "or more" it would be the over
 * of the line below, and pay far more than that.
 */
describe.runIf(present)('the highest exact number of goals at Bet9ja', () => {
  const index = new MappingIndex(toBaseMappings(catalogue));
  const football = events.filter(({ source, sport, isLive }) => source === 'bet9ja' && sport === 'football' && !isLive);

  it.each([
    ['exact_goals_ft', '6', 'over_under_ft', 5.5],
    ['exact_goals_1h', '3', 'over_under_1h', 2.5],
    ['exact_goals_2h', '3', 'over_under_2h', 2.5],
  ])('%s: %s pays more than %s over %d', (exact, highest, total, line) => {
    const pairs = football.map(event => [oddsOf(event, exact, highest, null), oddsOf(event, total, 'over', line)]);
    expect(pairs.length).toBeGreaterThan(1);
    for (const [exactly = 0, orMore = 0] of pairs) expect(exactly).toBeGreaterThan(orMore * 1.25);
  });

  function oddsOf({ markets }: ScrapedEvent, mapping: string, outcome: string, line: number | null): number {
    const found = markets.flatMap(market =>
      index.resolveMarkets(market).flatMap(resolution => {
        if (resolution.status === 'unmapped' || resolution.mapping.canonicalId !== mapping) return [];
        if (line !== null && resolution.line?.value !== line) return [];
        return resolution.outcomes.filter(({ canonicalId }) => canonicalId === outcome);
      }),
    );
    expect(found).toHaveLength(1);
    return found[0]?.odds ?? 0;
  }
});
