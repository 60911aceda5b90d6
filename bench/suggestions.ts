/**
 * How often suggestions are right on captured payloads, written to bench/SUGGESTIONS.md:
 *
 *   npm run bench:suggestions
 *
 * It needs the captured payloads that the tests on real data need, in MARKET_MAPPING_DATA.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCapturedEvents } from '../scripts/catalogue/captured-events.js';
import { catalogue } from '../src/catalogue/mappings.js';
import {
  type BaseMapping,
  type MappedResolution,
  type PricedResolution,
  type ScrapedEvent,
  type ScrapedMarket,
  suggestMappings,
} from '../src/index.js';
import { toBaseMappings } from '../src/mapper/base-mappings.js';
import { MappingIndex } from '../src/rules/mapping-index.js';
import { present } from '../test/real-data/files.js';
import { withoutSource } from './without-source.js';

if (!present) throw new Error('There are no captured payloads: set MARKET_MAPPING_DATA to their folder.');

/** A market whose right mapping is known. */
interface Question {
  readonly market: ScrapedMarket;
  readonly resolution: MappedResolution;
  readonly sameEvent: readonly PricedResolution[];
}

const index = new MappingIndex(toBaseMappings(catalogue));
const events = readCapturedEvents();
const questions = askedOnce(events);
const candidatesOf = new Map<string, readonly BaseMapping[]>();

/** One market of each kind at each bookmaker: what answers for it, if one mapping does that another bookmaker has too. */
function askedOnce(all: readonly ScrapedEvent[]): Question[] {
  const seen = new Set<string>();
  return all.flatMap(event => {
    const sameEvent = pricesOf(event, all);
    return event.markets.flatMap((market): Question[] => {
      const [resolution, ...others] = index.resolveMarkets(market);
      if (resolution === undefined || resolution.status === 'unmapped' || others.length > 0) return [];
      const key = [market.source, event.sport, market.externalMarketId, resolution.mapping.canonicalId].join(' ');
      const rest = withoutSource(resolution.mapping, market.source);
      const isElsewhere = [
        rest.betpawaId,
        rest.sportybetId,
        rest.bet9jaKey,
        ...Object.values(rest.sourceIds ?? {}),
      ].some(Boolean);
      if (seen.has(key) || !isElsewhere) return [];
      seen.add(key);
      return [{ market, resolution, sameEvent }];
    });
  });
}

function pricesOf(event: ScrapedEvent, all: readonly ScrapedEvent[]): PricedResolution[] {
  if (event.sportradarId === null) return [];
  return all
    .filter(other => other.sportradarId === event.sportradarId)
    .flatMap(other => other.markets)
    .flatMap(market =>
      index.resolveMarkets(market).map(resolution => ({ source: market.source, resolution, event: market.event })),
    );
}

/** What the candidates lack: only what the bookmaker has of the right mapping, all that it has, also its relatives' ids, or the mapping. */
type Lack = 'market' | 'bookmaker' | 'ids' | 'mapping';

function candidatesFor({ market, resolution }: Question, lack: Lack): readonly BaseMapping[] {
  const { canonicalId } = resolution.mapping;
  const key =
    lack === 'bookmaker' || lack === 'ids' ? `${lack} ${market.source}` : `${lack} ${market.source} ${canonicalId}`;
  let candidates = candidatesOf.get(key);
  if (candidates === undefined) {
    candidates = catalogue.flatMap(mapping => {
      const isRight = mapping.canonicalId === canonicalId;
      if (lack === 'mapping' && isRight) return [];
      if (lack === 'market') return [isRight ? withoutSource(mapping, market.source) : mapping];
      const without = withoutSource(mapping, market.source);
      return [
        lack === 'ids' ? { ...without, betpawaId: null, sportybetId: null, bet9jaKey: null, sourceIds: {} } : without,
      ];
    });
    candidatesOf.set(key, candidates);
  }
  return candidates;
}

interface Tally {
  asked: number;
  first: number;
  three: number;
  claimed: number;
  claimedWrong: number;
  matched: number;
  matchedWrong: number;
  silent: number;
  pairs: number;
  pairsWrong: number;
}

function measure(asked: readonly Question[], lack: Lack, withPrices: boolean): Tally {
  const tally: Tally = {
    asked: 0,
    first: 0,
    three: 0,
    claimed: 0,
    claimedWrong: 0,
    matched: 0,
    matchedWrong: 0,
    silent: 0,
    pairs: 0,
    pairsWrong: 0,
  };
  for (const question of asked) {
    const { market, resolution, sameEvent } = question;
    const options = withPrices ? { sameEvent } : {};
    const found = suggestMappings(market, candidatesFor(question, lack), options).filter(({ isNew }) => !isNew);
    const [best] = found;
    const right = resolution.mapping.canonicalId;
    const isRight = best?.mapping.canonicalId === right;
    tally.asked++;
    if (best === undefined) tally.silent++;
    if (isRight) tally.first++;
    if (found.some(({ mapping }) => mapping.canonicalId === right)) tally.three++;
    if (best !== undefined && best.score >= 0.8) tally[isRight ? 'claimed' : 'claimedWrong']++;
    if (best?.match) tally[isRight ? 'matched' : 'matchedWrong']++;
    if (!isRight || best === undefined) continue;
    const known = new Map(outcomesOf(question));
    for (const { scraped, canonicalId } of best.outcomes) {
      const truth = known.get(scraped);
      if (truth === undefined) continue;
      tally.pairs++;
      if (truth !== canonicalId) tally.pairsWrong++;
    }
  }
  return tally;
}

function outcomesOf({ market, resolution }: Question) {
  const matched = market.outcomes.filter(outcome => !resolution.unmatched.includes(outcome));
  return matched.map((outcome, at) => [outcome, resolution.outcomes[at]?.canonicalId] as const);
}

/** Which half a market is in: by what it is at its bookmaker, so that it is the same in each run. */
function isInSecondHalf({ market, resolution }: Question): boolean {
  const key = `${market.source} ${market.externalMarketId} ${resolution.mapping.canonicalId}`;
  return (createHash('sha256').update(key).digest()[0] ?? 0) % 2 === 1;
}

/** The mapping whose name has most words in common with the market's: what is there without any of this. */
function overlap(asked: readonly Question[]): { first: number; three: number } {
  const words = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9.+]+/g) ?? []);
  const names = catalogue.map(mapping => ({ mapping, words: words(mapping.name) }));
  const counts = { first: 0, three: 0 };
  for (const { market, resolution } of asked) {
    const own = words(market.marketName ?? '');
    const sport = market.event?.sport ?? null;
    const scored = names
      .filter(({ mapping }) => sport === null || mapping.sport === sport)
      .map(each => {
        const shared = [...own].filter(word => each.words.has(word)).length;
        return { id: each.mapping.canonicalId, score: shared / Math.max(1, new Set([...own, ...each.words]).size) };
      })
      .sort((a, b) => b.score - a.score);
    const place = scored.findIndex(({ id }) => id === resolution.mapping.canonicalId);
    if (place === 0) counts.first++;
    if (place >= 0 && place < 3) counts.three++;
  }
  return counts;
}

/** 400 markets against 1,000 mappings, beside a Levenshtein scan of their names. */
function time(): { suggest: number; scan: number } {
  const mappings = Array.from({ length: 1000 }, (_, at): BaseMapping => {
    const mapping = catalogue[at % catalogue.length] as BaseMapping;
    return at < catalogue.length
      ? mapping
      : { ...mapping, canonicalId: `${mapping.canonicalId}_${at}`, name: `${mapping.name} ${at}` };
  });
  const markets = events.flatMap(event => event.markets).slice(0, 400);
  const suggest = timed(() => {
    for (const market of markets) suggestMappings(market, mappings);
  });
  const scan = timed(() => {
    for (const { marketName } of markets) {
      let [nearest, least] = ['', Number.POSITIVE_INFINITY];
      for (const { name } of mappings) {
        const distance = levenshtein((marketName ?? '').toLowerCase(), name.toLowerCase());
        if (distance < least) [nearest, least] = [name, distance];
      }
      if (nearest === '') throw new Error('no mapping');
    }
  });
  return { suggest, scan };
}

function timed(run: () => void): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const share = (some: number, all: number) => (all === 0 ? '' : `${((100 * some) / all).toFixed(1)} %`);

function line(title: string, tally: Tally): string[] {
  return [
    title,
    String(tally.asked),
    share(tally.first, tally.asked),
    share(tally.three, tally.asked),
    `${share(tally.claimed + tally.claimedWrong, tally.asked)}, ${tally.claimedWrong} wrong`,
    `${share(tally.matched + tally.matchedWrong, tally.asked)}, ${tally.matchedWrong} wrong`,
    `${tally.pairs - tally.pairsWrong} of ${tally.pairs}`,
  ];
}

const HEAD = ['markets', 'asked', 'right first', 'in three', 'claims (0.8)', 'match', 'outcome pairs right'];
const [tuned, reported] = [questions.filter(each => !isInSecondHalf(each)), questions.filter(isInSecondHalf)];
const priced = reported.filter(({ market, sameEvent }) => sameEvent.some(({ source }) => source !== market.source));
const sources = [...new Set(questions.map(({ market }) => market.source))].sort();
const absent = (asked: readonly Question[], withPrices: boolean) => {
  const { asked: all, silent, claimedWrong, matchedWrong } = measure(asked, 'mapping', withPrices);
  return [String(all), share(silent, all), String(claimedWrong), String(matchedWrong)];
};
const tokens = overlap(reported);
const { suggest, scan } = time();

const report = [
  '# How often suggestions are right',
  '',
  'Made by `npm run bench:suggestions` from captured payloads, with the catalogue as candidates. Asked is one market of each kind at each',
  'bookmaker that exactly one mapping answers for, if another bookmaker has that mapping too. The second half is chosen by a digest of the',
  'market. While the rules were made, failures of both halves were looked at; the rules know words and grammar, and no market by itself.',
  '',
  ...table(HEAD, [
    line('first half, the bookmaker left out', measure(tuned, 'bookmaker', false)),
    line('second half, the bookmaker left out', measure(reported, 'bookmaker', false)),
    line('second half, only the right id left out', measure(reported, 'market', false)),
    line('second half, all ids left out', measure(reported, 'ids', false)),
    line('second half with prices at hand', measure(priced, 'bookmaker', true)),
    line('the same without the prices', measure(priced, 'bookmaker', false)),
    line('with prices, all ids left out', measure(priced, 'ids', true)),
  ]),
  '',
  `Word overlap of the names, on the second half: right first ${share(tokens.first, reported.length)}, in three ${share(tokens.three, reported.length)}.`,
  '',
  '## Each bookmaker left out, with its relatives’ ids and without',
  '',
  ...table(
    HEAD,
    sources.flatMap(source => {
      const own = questions.filter(({ market }) => market.source === source);
      return [line(source, measure(own, 'bookmaker', false)), line(`${source}, no ids`, measure(own, 'ids', false))];
    }),
  ),
  '',
  '## Markets whose mapping is not there',
  '',
  ...table(
    ['markets', 'asked', 'no mapping suggested', 'wrong claims', 'wrong matches'],
    [
      ['second half', ...absent(reported, false)],
      ['second half with prices', ...absent(priced, true)],
    ],
  ),
  '',
  '## Time',
  '',
  `400 markets against 1,000 mappings: ${suggest.toFixed(0)} ms (the mappings read once); a Levenshtein scan of the names: ${scan.toFixed(0)} ms.`,
  '',
].join('\n');

writeFileSync(path.resolve(import.meta.dirname, 'SUGGESTIONS.md'), report);
console.log(report);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}
