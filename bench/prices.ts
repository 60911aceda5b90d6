/**
 * What the prices of one match at three bookmakers say of a service's mappings, written to bench/PRICES.md:
 *
 *   npm run bench:prices
 *
 * It needs the captured payloads and mappings that the tests on real data need, in MARKET_MAPPING_DATA.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  comparePrices,
  findPriceFaults,
  learnOutcomeIds,
  type NewMapping,
  type PriceComparison,
  type PricedResolution,
  type ScrapedMarket,
  type ScrapedOutcome,
  type Source,
} from '../src/index.js';
import { SEED_SOURCES, sourceIdOf } from '../src/model/index.js';
import { readLine } from '../src/rules/lines.js';
import { present, readMappings, readMarkets } from '../test/real-data/files.js';
import { canTell, faultsOf, resolveAll } from '../test/support/mapping-faults.js';

if (!present) throw new Error('There are no captured payloads: set MARKET_MAPPING_DATA to their folder.');
const markets = readMarkets('prematch');
const mappings = readMappings().map(mapping => learnOutcomeIds(mapping, markets));
const resolutions = resolveAll(mappings, markets);
const comparisons = comparePrices(resolutions);

/** Beyond half a unit of log-odds apart, margins in or out: what a first look would take for wrong. */
const STRIKING = 0.5;

const report = [
  '# What prices say of a service’s mappings',
  '',
  'Made by `npm run bench:prices` from one football match as three bookmakers served it before it began, and the 90 mappings of a',
  'service in production. Outcome ids were learned from the same payloads by `learnOutcomeIds`.',
  '',
  '## How far bookmakers are apart',
  '',
  ...agreement(),
  '',
  `### The ${striking().length} prices that are ${STRIKING} or more apart in log-odds with the margins taken out in proportion`,
  '',
  'All of them are within the tolerance, since margins or rounding can explain them. The cause is what the last column says.',
  '',
  ...table(
    ['mapping', 'line', 'outcome', 'odds', 'probabilities', 'apart', 'beyond margins', 'cause'],
    striking().map(each => [
      each.canonicalId,
      each.line?.label ?? '',
      each.outcome,
      odds(each),
      each.probability.map(p => p.toFixed(3)).join(' / '),
      distance(each).toFixed(2),
      each.difference.toFixed(2),
      causeOf(each),
    ]),
  ),
  '',
  '## What is wrong in the mappings',
  '',
  ...faults(),
  '',
  '### Outcomes under no name',
  '',
  'Names that the mapping has otherwise than the bookmaker serves them, so that their prices are missing. The canonical outcome is the',
  'one that lacks a price there and has this price, to 0.2 in log-odds, elsewhere.',
  '',
  ...table(['mapping', 'source', 'served as', 'odds', 'is by its price', 'odds elsewhere'], outcomesUnderNoName()),
  '',
  '### Markets that are not what the mapping says',
  '',
  'Served under the mapping’s id, and none of its outcomes is one of the mapping’s.',
  '',
  ...table(['mapping', 'source', 'id', 'served as', 'outcomes'], marketsUnderWrongIds()),
  '',
  '### Ids that do not occur, and markets that have the prices',
  '',
  'The mapping’s id is not in the payload; an unmapped market of that source has the prices that others ask for the mapping, all',
  'outcomes to 0.15 in log-odds, three numbers at least.',
  '',
  ...table(['mapping', 'source', 'id', 'likely', 'prices', 'elsewhere'], likelyIds()),
  '',
  '## Injected faults',
  '',
  'One at a time in each mapping that two bookmakers price: neighbouring outcomes exchanged, a handicap’s sign turned, lines one',
  `higher or lower, the half-time market under the full-time one. Counted where some price is ${STRIKING} or more in log-odds from`,
  'another’s (below a probability of 0.03 aside), so that prices can tell.',
  '',
  ...injected(),
  '',
];

const file = path.join(import.meta.dirname, 'PRICES.md');
writeFileSync(file, report.join('\n'));
console.log(report.join('\n'));

function agreement(): string[] {
  const pairs = groupBy(comparisons, ({ sources }) => sources.join(' and '));
  const agreed = comparisons.filter(({ difference, tolerance }) => difference <= tolerance).length;
  const mapped = new Set(comparisons.map(({ canonicalId }) => canonicalId)).size;
  return [
    `${comparisons.length} prices of ${mapped} mappings are asked by two of them. **${agreed} (${percent(agreed, comparisons.length)}) agree**`,
    'within the tolerance: 0.15 in log-odds beyond what margins and rounding can explain (three times the median distance of the',
    'two sources where that is more).',
    '',
    ...table(
      ['', 'prices', 'distance: median', '90 %', 'largest', 'beyond margins: 90 %', '98 %', 'largest', 'tolerance'],
      [...pairs].map(([pair, all]) => {
        const distances = all.map(distance).sort((a, b) => a - b);
        const beyond = all.map(({ difference }) => difference).sort((a, b) => a - b);
        return [
          pair,
          String(all.length),
          ...[0.5, 0.9, 1].map(share => quantile(distances, share).toFixed(3)),
          ...[0.9, 0.98, 1].map(share => quantile(beyond, share).toFixed(3)),
          (all[0]?.tolerance ?? 0).toFixed(2),
        ];
      }),
    ),
  ];
}

function faults(): string[] {
  const found = findPriceFaults(resolutions);
  if (found.length === 0) {
    return [
      '`findPriceFaults` suspects none: where two bookmakers price the same outcome of a mapping, they mean the same. What is wrong in',
      'these mappings leaves prices out, and puts none in a wrong place.',
    ];
  }
  return found.map(({ kind, confidence, evidence }) => `- ${kind} (${confidence.toFixed(2)}): ${evidence.summary}`);
}

function striking(): PriceComparison[] {
  return comparisons.filter(each => distance(each) >= STRIKING).sort((a, b) => distance(b) - distance(a));
}

function causeOf({ probability, odds }: PriceComparison): string {
  if (Math.max(...odds) / Math.min(...odds) > 1.5 && Math.min(...probability) < 0.02)
    return 'long odds: capped by one source';
  if (Math.min(...probability) < 0.05) return 'long odds: the margin is larger than the probability';
  return 'how the margin is spread';
}

/** Outcomes without a match, and by its price which canonical outcome each one is. */
function outcomesUnderNoName(): string[][] {
  const rows = new Map<string, string[]>();
  for (const { source, resolution } of resolutions) {
    if (resolution.status !== 'partial') continue;
    const { canonicalId, outcomeMapping } = resolution.mapping;
    const known = new Set(resolution.outcomes.map(outcome => outcome.canonicalId));
    const missing = outcomeMapping.map(outcome => outcome.canonicalId).filter(id => !known.has(id));
    for (const outcome of resolution.unmatched) {
      const twin = twinOf(source, canonicalId, resolution.line?.label ?? '', outcome, missing);
      if (twin)
        rows.set(`${canonicalId} ${source} ${outcome.name}`, [
          canonicalId,
          source,
          outcome.name,
          `${outcome.odds}`,
          ...twin,
        ]);
    }
  }
  for (const { market, mapping } of unrecognised()) {
    const ids = mapping.outcomeMapping.map(outcome => outcome.canonicalId);
    const label = readLine(mapping, market.source, market.parameter).line?.label ?? '';
    for (const outcome of market.outcomes) {
      const key = `${mapping.canonicalId} ${market.source} ${outcome.name}`;
      const twin = twinOf(market.source, mapping.canonicalId, label, outcome, ids);
      if (twin && !rows.has(key))
        rows.set(key, [mapping.canonicalId, market.source, outcome.name, `${outcome.odds}`, ...twin]);
    }
  }
  return [...rows.values()];
}

/** The only one of some canonical outcomes that another source asks nearly the same price for. */
function twinOf(
  source: Source,
  canonicalId: string,
  label: string,
  { odds: asked }: ScrapedOutcome,
  candidates: readonly string[],
): [string, string] | null {
  if (asked === null) return null;
  const found = new Map<string, string[]>();
  for (const { source: other, resolution } of resolutions) {
    if (other === source || resolution.status === 'unmapped' || resolution.mapping.canonicalId !== canonicalId)
      continue;
    if ((resolution.line?.label ?? '') !== label) continue;
    for (const { canonicalId: id, odds: theirs } of resolution.outcomes) {
      if (theirs === null || !candidates.includes(id) || Math.abs(logit(1 / theirs) - logit(1 / asked)) > 0.2) continue;
      found.set(id, [...(found.get(id) ?? []), `${theirs} at ${other}`]);
    }
  }
  const [twin, ...others] = found;
  return twin && others.length === 0 ? [twin[0], twin[1].join(', ')] : null;
}

/** Markets under the id of a mapping that knows none of their outcomes. */
function unrecognised(): { market: ScrapedMarket; mapping: NewMapping }[] {
  return markets.flatMap(market => {
    const [only] = resolveAll(mappings, [market]);
    if (only?.resolution.status !== 'unmapped' || only.resolution.reason !== 'UNKNOWN_OUTCOMES') return [];
    const mapping = mappings.find(each => sourceIdOf(each, market.source) === market.externalMarketId);
    return mapping ? [{ market, mapping }] : [];
  });
}

function marketsUnderWrongIds(): string[][] {
  const named = new Set(outcomesUnderNoName().map(([mapping, source]) => `${mapping} ${source}`));
  const rows = new Map<string, string[]>();
  for (const { market, mapping } of unrecognised()) {
    const { source, externalMarketId, marketName, outcomes } = market;
    if (named.has(`${mapping.canonicalId} ${source}`)) continue;
    const prices = outcomes.slice(0, 6).map(({ name, odds }) => `${name} ${odds ?? '-'}`);
    rows.set(`${mapping.canonicalId} ${source}`, [
      `${mapping.canonicalId} (${mapping.name})`,
      source,
      externalMarketId,
      marketName ?? '',
      prices.join(', '),
    ]);
  }
  return [...rows.values()];
}

/** For ids that are not served, unmapped markets that have the prices of the mapping. */
function likelyIds(): string[][] {
  const unmapped = markets.filter(market => resolveAll(mappings, [market])[0]?.resolution.status === 'unmapped');
  const rows: string[][] = [];
  for (const mapping of mappings) {
    for (const source of SEED_SOURCES) {
      const id = sourceIdOf(mapping, source);
      if (!id || markets.some(market => market.source === source && market.externalMarketId === id)) continue;
      const elsewhere = resolutions.filter(
        each =>
          each.source !== source &&
          each.resolution.status !== 'unmapped' &&
          each.resolution.mapping.canonicalId === mapping.canonicalId,
      );
      for (const [likely, { prices, numbers }] of twinMarkets(mapping, source, elsewhere, unmapped)) {
        if (numbers < 3) continue;
        const [own, theirs] = prices[0] ?? ['', ''];
        rows.push([mapping.canonicalId, source, id, likely, own, theirs]);
      }
    }
  }
  return rows;
}

function twinMarkets(
  mapping: NewMapping,
  source: Source,
  elsewhere: readonly PricedResolution[],
  unmapped: readonly ScrapedMarket[],
): Map<string, { prices: [string, string][]; numbers: number }> {
  const found = new Map<string, { prices: [string, string][]; numbers: number }>();
  const compared = new Set<string>();
  for (const { source: other, resolution } of elsewhere) {
    if (resolution.status === 'unmapped') continue;
    const theirs = pricesOf(resolution.outcomes);
    for (const market of unmapped) {
      if (market.source !== source) continue;
      const own = pricesOf(market.outcomes);
      const { line } = readLine(mapping, source, market.parameter);
      const isSameLine = (line?.value ?? null) === (resolution.line?.value ?? null);
      if (!isSameLine || own.length !== theirs.length || own.length < 2 || !areClose(own, theirs)) continue;
      const name = `${market.externalMarketId} (${market.marketName})`;
      const twin = found.get(name) ?? { prices: [], numbers: 0 };
      found.set(name, twin);
      twin.prices.push([own.join(' / '), `${theirs.join(' / ')} at ${other}`]);
      const key = `${name} ${line?.label ?? ''}`;
      if (!compared.has(key)) twin.numbers += own.length - (line === null ? 0 : 0.5);
      compared.add(key);
    }
  }
  return found;
}

function pricesOf(outcomes: readonly { odds: number | null }[]): number[] {
  return outcomes.flatMap(({ odds }) => (odds === null ? [] : [odds])).sort((a, b) => a - b);
}

function areClose(own: readonly number[], theirs: readonly number[]): boolean {
  const fair = (prices: readonly number[]) => {
    const sum = prices.reduce((all, price) => all + 1 / price, 0);
    return prices.map(price => 1 / price / sum);
  };
  const [a, b] = [fair(own), fair(theirs)];
  return a.every((p, at) => Math.abs(logit(p) - logit(b[at] ?? 0)) <= 0.15);
}

function injected(): string[] {
  const counts = new Map<
    string,
    { injected: number; reported: number; named: number; blamed: number; elsewhere: number }
  >();
  for (const { mapping, source, kind, resolutions: faulty } of faultsOf(mappings, markets)) {
    if (!canTell(faulty, mapping.canonicalId)) continue;
    const found = findPriceFaults(faulty);
    const own = found.find(each => each.canonicalId === mapping.canonicalId);
    const of = counts.get(kind) ?? { injected: 0, reported: 0, named: 0, blamed: 0, elsewhere: 0 };
    counts.set(kind, of);
    of.injected++;
    of.reported += own ? 1 : 0;
    of.named += own?.kind === kind ? 1 : 0;
    of.blamed += own?.sources.includes(source) ? 1 : 0;
    of.elsewhere += found.length - (own ? 1 : 0);
  }
  const rows = [...counts].map(([kind, { injected: all, reported, named, blamed, elsewhere }]) => [
    kind,
    String(all),
    percent(reported, all),
    percent(named, all),
    percent(blamed, all),
    String(elsewhere),
  ]);
  return [
    ...table(['fault', 'injected', 'reported', 'kind right', 'source named', 'reports elsewhere'], rows),
    '',
    'The reports elsewhere are no false ones: `S_HA2HOU` at Bet9ja serves two mappings, and a line that is turned there is so for both.',
  ];
}

function odds({ odds: [one, two], sources: [a, b] }: PriceComparison): string {
  return `${one} at ${a}, ${two} at ${b}`;
}

function distance({ probability: [one, two] }: PriceComparison): number {
  return Math.abs(logit(one) - logit(two));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
