/**
 * How much of the captured payloads the catalogue maps by itself, bookmaker by bookmaker, written to bench/COVERAGE.md:
 *
 *   npm run bench:coverage
 *
 * It needs the captured payloads that the tests on real data need, in MARKET_MAPPING_DATA.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCapturedEvents } from '../scripts/catalogue/captured-events.js';
import { catalogue } from '../src/catalogue/mappings.js';
import { type CoverageCount, measureCoverage, type ScrapedEvent } from '../src/index.js';
import { toBaseMappings } from '../src/mapper/base-mappings.js';
import { MappingIndex } from '../src/rules/mapping-index.js';
import { present } from '../test/real-data/files.js';

if (!present) throw new Error('There are no captured payloads: set MARKET_MAPPING_DATA to their folder.');

const index = new MappingIndex(toBaseMappings(catalogue));
const mapper = {
  resolveEvent: ({ markets }: Pick<ScrapedEvent, 'markets'>) =>
    markets.flatMap(market => index.resolveMarkets(market).map(resolution => ({ market, resolution }))),
};
const coverage = measureCoverage(readCapturedEvents(), mapper);

const report = [
  '# What the catalogue maps by itself',
  '',
  `Made by \`npm run bench:coverage\` from captured payloads of ${coverage.length} bookmakers, before and during matches, with the ${catalogue.length} mappings of`,
  '`market-mapping/catalogue` and no other. A price is an outcome with odds. A price has a counterpart where another bookmaker in these',
  'payloads offers its market: where it resolves to the same mapping or, unmapped, has the same id in the same feed.',
  '',
  ...table(
    ['bookmaker', 'events', 'markets', 'mapped', 'in part', 'unmapped', 'bound away'],
    coverage.map(({ source, events, markets }) => [
      source,
      String(events),
      String(markets.total),
      share(markets),
      String(markets.partial),
      String(markets.unmapped),
      String(markets.boundAway),
    ]),
  ),
  '',
  ...table(
    ['bookmaker', 'prices', 'mapped', 'of no player', 'of players', 'with a counterpart'],
    coverage.map(({ source, prices, playerPrices, counterpartPrices }) => [
      source,
      String(prices.total),
      share(prices),
      share(without(prices, playerPrices)),
      share(playerPrices),
      share(counterpartPrices),
    ]),
  ),
  '',
  '## What would gain most',
  '',
  ...table(
    ['bookmaker', 'id', 'name', 'sport', 'why', 'prices', 'counterpart'],
    coverage.flatMap(({ source, gains }) =>
      gains.map(gain => [
        source,
        gain.externalMarketId,
        gain.marketName ?? '',
        gain.sport ?? '',
        gain.reason,
        String(gain.prices),
        gain.hasCounterpart ? 'yes' : 'no',
      ]),
    ),
  ),
  '',
].join('\n');

const file = path.resolve(import.meta.dirname, 'COVERAGE.md');
writeFileSync(file, report);
console.log(report);

function share({ mapped, total }: CoverageCount): string {
  return total === 0 ? '' : `${mapped} of ${total} (${((100 * mapped) / total).toFixed(1)} %)`;
}

function without(all: CoverageCount, some: CoverageCount): CoverageCount {
  return {
    total: all.total - some.total,
    mapped: all.mapped - some.mapped,
    partial: all.partial - some.partial,
    unmapped: all.unmapped - some.unmapped,
    boundAway: all.boundAway - some.boundAway,
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
