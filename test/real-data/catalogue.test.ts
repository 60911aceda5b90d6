import { describe, expect, it } from 'vitest';
import { ACCEPTED_DISAGREEMENTS } from '../../scripts/catalogue/accepted-disagreements.js';
import { readCapturedEvents, readLoggedMarkets } from '../../scripts/catalogue/captured-events.js';
import { answerAll, findEvidence } from '../../scripts/catalogue/find-evidence.js';
import { catalogue, catalogueEvidence } from '../../src/catalogue.js';
import { findPriceFaults, measureCoverage, type ScrapedEvent } from '../../src/index.js';
import { toBaseMappings } from '../../src/mapper/base-mappings.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { present } from './files.js';

const events = present ? readCapturedEvents() : [];
const index = new MappingIndex(toBaseMappings(catalogue));
const resolver = {
  resolveEvent: ({ markets }: Pick<ScrapedEvent, 'markets'>) =>
    markets.flatMap(market => index.resolveMarkets(market).map(resolution => ({ market, resolution }))),
};

describe.runIf(present)('the catalogue on captured payloads', () => {
  const findings = present ? findEvidence(catalogue, events, readLoggedMarkets()) : null;

  it('has no price of another bet: all agree, or somebody looked and wrote down why they do not', () => {
    expect(findings?.comparisons.length).toBeGreaterThan(7000);
    expect(findings?.disagreements).toEqual([]);
    expect(findings?.outdated).toEqual([]);
    expect(ACCEPTED_DISAGREEMENTS.every(({ cause }) => cause.length > 20)).toBe(true);
  });

  it('raises suspicion only where a bookmaker itself is out of line', () => {
    const faults = findPriceFaults(answerAll(catalogue, events));
    expect(faults.map(({ canonicalId }) => canonicalId).sort()).toEqual([
      'away_score_both_halves',
      'away_win_to_nil_ft',
      'winning_margin_ft',
    ]);
  });

  it('has evidence for each id, and it is what the table says', () => {
    expect(findings?.without).toEqual([]);
    for (const [canonicalId, bySource] of findings?.evidence ?? []) {
      expect(catalogueEvidence[canonicalId]).toEqual(Object.fromEntries(bySource));
    }
  });

  it('reads the line of every market that it maps', () => {
    const unread = events.flatMap(event =>
      resolver.resolveEvent(event).flatMap(({ market, resolution }) => {
        if (resolution.status === 'unmapped' || resolution.lineReason === undefined) return [];
        return [`${resolution.mapping.canonicalId} ${market.source} ${market.parameter} ${resolution.lineReason}`];
      }),
    );
    expect(unread).toEqual([]);
  });

  it('maps by itself of each bookmaker what it promises', () => {
    const least: Record<string, number> = {
      bet9ja: 0.9,
      betika: 0.98,
      betpawa: 0.98,
      betway: 0.98,
      msport: 0.98,
      sportpesa: 0.98,
      sportybet: 0.9,
    };
    const coverage = measureCoverage(events, resolver);
    expect(coverage.map(({ source }) => source)).toEqual(Object.keys(least));
    for (const { source, prices, playerPrices, counterpartPrices } of coverage) {
      const share = (prices.mapped - playerPrices.mapped) / (prices.total - playerPrices.total);
      expect([source, share >= (least[source] ?? 1)]).toEqual([source, true]);
      expect([source, counterpartPrices.mapped / counterpartPrices.total >= 0.95]).toEqual([source, true]);
    }
  });
});
