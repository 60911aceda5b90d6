/**
 * How often suggestions are right on captured payloads, written to bench/SUGGESTIONS.md:
 *
 *   npm run bench:suggestions
 *   npm run bench:suggestions -- --misses
 *
 * It needs the captured payloads that the tests on real data need, in MARKET_MAPPING_DATA. With `--misses` it prints where suggestions
 * miss in the first half, and writes nothing: what rules are made from. The second half is for reporting alone.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCapturedEvents } from '../scripts/catalogue/captured-events.js';
import { catalogue } from '../src/catalogue/mappings.js';
import { type BaseMapping, suggestMappings } from '../src/index.js';
import { definitionOf, KNOWN_SOURCES } from '../src/sources/registry.js';
import { present, readMappings } from '../test/real-data/files.js';
import { HOUSE_STYLES, MAPPING_STYLES, restyleMarket } from './house-styles.js';
import { askOnce, isInSecondHalf, type Question } from './suggestion-questions.js';
import { answer, type Setting, type Tally, tally } from './suggestion-tally.js';

if (!present) throw new Error('There are no captured payloads: set MARKET_MAPPING_DATA to their folder.');

const events = readCapturedEvents();
const exported = readExported();
const questions = askOnce(catalogue, events);
const ofExported = askOnce(exported, events);
const [first, second] = halves(questions);
const [firstOfExported, secondOfExported] = halves(ofExported);

/** The mappings of a service in production, with the ids that bookmakers of SportyBet's feed have in common with it. */
function readExported(): BaseMapping[] {
  const { feed } = definitionOf('sportybet');
  const family = KNOWN_SOURCES.filter(source => source !== 'sportybet' && definitionOf(source).feed === feed);
  const each = (value: string | null | undefined) =>
    value ? Object.fromEntries(family.map(source => [source, value])) : {};
  return readMappings()
    .filter(({ betpawaId, sportybetId, bet9jaKey }) => betpawaId ?? sportybetId ?? bet9jaKey)
    .map(mapping => ({
      ...mapping,
      sourceIds: each(mapping.sportybetId),
      outcomeMapping: mapping.outcomeMapping.map(outcome => ({ ...outcome, names: each(outcome.sportybetDesc) })),
    }));
}

function halves(all: readonly Question[]): [readonly Question[], readonly Question[]] {
  return [all.filter(each => !isInSecondHalf(each)), all.filter(isInSecondHalf)];
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

function line(title: string, counts: Tally): string[] {
  return [
    title,
    String(counts.asked),
    share(counts.first, counts.asked),
    share(counts.three, counts.asked),
    `${share(counts.claimed, counts.asked)}, ${counts.claimedWrong} wrong`,
    `${share(counts.matched, counts.asked)}, ${counts.matchedWrong} wrong`,
    `${counts.pairs - counts.pairsWrong} of ${counts.pairs}`,
  ];
}

function absent(title: string, asked: readonly Question[], setting: Omit<Setting, 'lack'>): string[] {
  const { asked: all, silent, claimedWrong, matchedWrong } = tally(asked, { ...setting, lack: 'mapping' });
  return [title, String(all), share(silent, all), String(claimedWrong), String(matchedWrong)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

function printMisses(asked: readonly Question[], setting: Setting): void {
  for (const each of asked.map(question => answer(question, setting))) {
    const isMissed = setting.lack === 'mapping' ? each.found.length > 0 : !each.isRight || each.wrongPairs.length > 0;
    if (!isMissed) continue;
    const { source, externalMarketId, marketName, parameter, outcomes } = each.market;
    console.log(
      `${source} ${externalMarketId} ${marketName} ${parameter ?? ''}: ${outcomes.map(({ name }) => name).join(' | ')}`,
    );
    console.log(`  ${setting.lack === 'mapping' ? 'lacks' : 'right'}: ${each.right}`, ...each.wrongPairs);
    for (const { mapping, score, evidence } of each.found)
      console.log(
        `  ${mapping.canonicalId} ${score}: ${evidence.map(({ weight, text }) => `${weight} ${text}`).join(' ')}`,
      );
  }
}

const HEAD = ['markets', 'asked', 'right first', 'in three', 'claims (0.8)', 'match', 'outcome pairs right'];

function writeReport(): void {
  const isPriced = ({ market, sameEvent }: Question) => sameEvent.some(({ source }) => source !== market.source);
  const priced = second.filter(isPriced);
  const sources = [...new Set(questions.map(({ market }) => market.source))].sort();
  const tokens = overlap(second);
  const { suggest, scan } = time();
  const own = { mappings: catalogue };
  const foreign = { mappings: exported };
  const report = [
    '# How often suggestions are right',
    '',
    'Made by `npm run bench:suggestions` from captured payloads. Asked is one market of each kind at each bookmaker that exactly one mapping',
    'answers for, if another bookmaker has that mapping too. Candidates are the catalogue, or the mappings of a service in production. A digest',
    'of the market says which half it is in. When the rules were first made, failures of both halves were looked at; since then only those of',
    'the first half (`npm run bench:suggestions -- --misses` prints no others). Of the second, two were looked at that a new rule had caused,',
    'and its counts told which of two forms of a rule to keep. The house styles are our own, so they are no independent test. The rules know',
    'words and grammar, and no market by itself.',
    '',
    ...table(HEAD, [
      line('first half, the bookmaker left out', tally(first, { ...own, lack: 'bookmaker' })),
      line('second half, the bookmaker left out', tally(second, { ...own, lack: 'bookmaker' })),
      line('second half, only the right id left out', tally(second, { ...own, lack: 'market' })),
      line('second half, all ids left out', tally(second, { ...own, lack: 'ids' })),
      line('second half with prices at hand', tally(priced, { ...own, lack: 'bookmaker', withPrices: true })),
      line('the same without the prices', tally(priced, { ...own, lack: 'bookmaker' })),
      line('with prices, all ids left out', tally(priced, { ...own, lack: 'ids', withPrices: true })),
      line('a service’s mappings, first half', tally(firstOfExported, { ...foreign, lack: 'bookmaker' })),
      line('a service’s mappings, second half', tally(secondOfExported, { ...foreign, lack: 'bookmaker' })),
      line('the same, all ids left out', tally(secondOfExported, { ...foreign, lack: 'ids' })),
    ]),
    '',
    `Word overlap of the names, on the second half: right first ${share(tokens.first, second.length)}, in three ${share(tokens.three, second.length)}.`,
    '',
    '## Each bookmaker left out, by halves',
    '',
    ...table(
      HEAD,
      sources.flatMap(source => {
        const of = (asked: readonly Question[]) => asked.filter(({ market }) => market.source === source);
        return [
          line(`${source}, first half`, tally(of(first), { ...own, lack: 'bookmaker' })),
          line(`${source}, second half`, tally(of(second), { ...own, lack: 'bookmaker' })),
          line(`${source}, second half, no ids`, tally(of(second), { ...own, lack: 'ids' })),
        ];
      }),
    ),
    '',
    '## Other house styles',
    '',
    'The second half once more, with all ids left out, written as another bookmaker or another service might: the markets whose names change,',
    'and mappings whose ids of markets and outcomes say nothing.',
    '',
    ...table(HEAD, [
      ...HOUSE_STYLES.map(style => {
        const toMarket = (market: Question['market']) => restyleMarket(market, style);
        const changed = second.filter(({ market }) => toMarket(market).marketName !== market.marketName);
        return line(`markets: ${style.title}`, tally(changed, { ...own, lack: 'ids', toMarket }));
      }),
      ...MAPPING_STYLES.map(style => line(`mappings: ${style.title}`, tally(second, { ...own, lack: 'ids', style }))),
      ...MAPPING_STYLES.map(style =>
        line(`a service’s mappings: ${style.title}`, tally(secondOfExported, { ...foreign, lack: 'ids', style })),
      ),
    ]),
    '',
    '## Markets whose mapping is not there',
    '',
    ...table(
      ['markets', 'asked', 'no mapping suggested', 'wrong claims', 'wrong matches'],
      [
        absent('first half', first, own),
        absent('second half', second, own),
        absent('second half with prices', priced, { ...own, withPrices: true }),
        absent('a service’s mappings', secondOfExported, foreign),
        ...MAPPING_STYLES.map(style => absent(`mappings: ${style.title}`, second, { ...own, style })),
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
}

if (process.argv.includes('--misses')) {
  for (const lack of ['bookmaker', 'mapping'] as const) {
    printMisses(first, { mappings: catalogue, lack });
    printMisses(firstOfExported, { mappings: exported, lack });
  }
} else writeReport();
