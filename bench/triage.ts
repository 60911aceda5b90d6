/**
 * How many keys and seconds a market takes in `triage`, on a pseudo terminal, written to bench/TRIAGE.md:
 *
 *   npm run build && npm run bench:triage
 *
 * It needs the captured data that the tests on real data need, in MARKET_MAPPING_DATA, and `script` of util-linux. With a whole number
 * as argument, only so many markets are asked, and nothing is written.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import createKnex from 'knex';
import { startPostgres } from '../dev/postgres-server.js';
import { readLoggedMarkets } from '../scripts/catalogue/captured-events.js';
import { catalogue } from '../src/catalogue/mappings.js';
import {
  importMappings,
  listMappings,
  type MarketMapping,
  recordUnmappedMarkets,
  runMigrations,
  type Source,
  type UnmappedSighting,
} from '../src/index.js';
import { sourceIdOf } from '../src/model/index.js';
import { files, folder, present } from '../test/real-data/files.js';
import { runCommand } from '../test/support/command.js';
import { runTriage } from '../test/support/pseudo-terminal.js';
import { ScriptedPerson, type Seen } from './scripted-person.js';
import { withoutSource } from './without-source.js';

if (!present) throw new Error('There are no captured payloads: set MARKET_MAPPING_DATA to their folder.');

const asked = Number(process.argv[2] ?? 300);
const logged = logOf(asked);
const rightOf = new Map(
  logged.map(({ source, externalMarketId }) => [
    `${source} ${externalMarketId}`,
    catalogue.filter(mapping => sourceIdOf(mapping, source) === externalMarketId).map(({ canonicalId }) => canonicalId),
  ]),
);

/** The most seen markets of the service's log that have outcomes. */
function logOf(count: number): UnmappedSighting[] {
  return readLoggedMarkets()
    .sort((a, b) => b.occurrences - a.occurrences)
    .slice(0, count)
    .map(({ sport, parameter, ...row }) => ({ ...row, parameter, event: { sport } }));
}

interface Way {
  readonly title: string;
  /** The bookmakers whose ids and names the mappings lack beside the one whose markets are asked. */
  readonly lacks: readonly Source[];
  readonly hasPayloads: boolean;
  /** Whether those that are safe to accept unseen are accepted first. */
  readonly sureFirst: boolean;
}

const OWN: readonly Source[] = ['sportybet', 'bet9ja'];
const FEED: readonly Source[] = ['msport', 'betway', 'betika'];
const WAYS: readonly Way[] = [
  { title: 'with payloads, one by one', lacks: [], hasPayloads: true, sureFirst: false },
  { title: 'with payloads, the sure ones first', lacks: [], hasPayloads: true, sureFirst: true },
  {
    title: 'by the log alone, and no ids of the same feed',
    lacks: ['sportybet', ...FEED],
    hasPayloads: false,
    sureFirst: false,
  },
];

interface Result extends Way {
  readonly seen: readonly Seen[];
  readonly keys: number;
  /** From the command's start to the first market. */
  readonly startMs: number;
  readonly unseenMs: number;
  readonly right: number;
  readonly wrong: readonly string[];
  /** Accepted unseen, and the data do not tell whether it is right. */
  readonly unjudged: readonly string[];
  /** How many of all those were accepted unseen. */
  readonly unseen: number;
}

const server = await startPostgres();
try {
  const results: Result[] = [];
  for (const way of WAYS) results.push(await go(way));
  const before = await measureBefore();
  const report = reportOf(results, before);
  console.log(report);
  if (process.argv[2] === undefined) writeFileSync(path.resolve(import.meta.dirname, 'TRIAGE.md'), report);
} finally {
  await server.stop();
}

async function withDatabase<T>(
  lacks: readonly Source[],
  work: (url: string, db: ReturnType<typeof createKnex>) => Promise<T>,
) {
  const name = `triage_${Math.random().toString(36).slice(2)}`;
  const admin = createKnex({ client: 'pg', connection: server.url() });
  await admin.raw(`create database ${name}`).finally(() => admin.destroy());
  const db = createKnex({ client: 'pg', connection: server.url(name), pool: { min: 0, max: 4 } });
  try {
    await runMigrations(db);
    await fill(db, lacks);
    await recordUnmappedMarkets(db, logged);
    return await work(server.url(name), db);
  } finally {
    await db.destroy();
  }
}

/** The catalogue's mappings without what they have of some bookmakers; those that no other has are not there. */
async function fill(db: ReturnType<typeof createKnex>, lacks: readonly Source[]): Promise<void> {
  const mappings = catalogue.map(mapping => lacks.reduce<typeof mapping>(withoutSource, mapping));
  await importMappings(db, mappings.filter(hasId), { allowShared: true });
}

function hasId({ betpawaId, sportybetId, bet9jaKey, sourceIds = {} }: (typeof catalogue)[number]): boolean {
  return [betpawaId, sportybetId, bet9jaKey, ...Object.values(sourceIds)].some(Boolean);
}

/** Each bookmaker's markets beside mappings that have all of the others, but nothing of it. */
async function go(way: Way): Promise<Result> {
  const parts: Result[] = [];
  for (const source of OWN) parts.push(await goThrough(way, source));
  const sum = (of: (part: Result) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    ...way,
    seen: parts.flatMap(({ seen }) => seen),
    keys: sum(({ keys }) => keys),
    startMs: sum(({ startMs }) => startMs) / parts.length,
    unseenMs: sum(({ unseenMs }) => unseenMs),
    right: sum(({ right }) => right),
    wrong: parts.flatMap(({ wrong }) => wrong),
    unjudged: parts.flatMap(({ unjudged }) => unjudged),
    unseen: sum(({ unseen }) => unseen),
  };
}

async function goThrough(way: Way, source: Source): Promise<Result> {
  return withDatabase([source, ...way.lacks], async (url, db) => {
    const own = [...rightOf].filter(([key]) => key.startsWith(`${source} `));
    const active = new Set((await allMappings(db)).map(each => each.canonicalId));
    const right = new Map(own.map(([key, ids]) => [key, ids.filter(id => active.has(id))]));
    const person = new ScriptedPerson(right, way.sureFirst);
    const payloads = way.hasPayloads ? ['--files', ...files.map(file => path.join(folder, 'payloads', file))] : [];
    const { code, shown } = await runTriage(url, {
      args: ['--no-catalogue', '--source', source, '--limit', String(asked), ...payloads],
      react: (screen, waited) => person.react(screen, waited),
    });
    if (code !== 0) throw new Error(`triage ended with ${code}: ${shown.slice(-2000)}`);
    return { ...way, ...person.result, ...(await judge(db, right, person)) };
  });
}

/** What the mappings say after it all: of each market whose right mapping is known, whether that has it. */
async function judge(
  db: ReturnType<typeof createKnex>,
  right: ReadonlyMap<string, readonly string[]>,
  person: ScriptedPerson,
) {
  const mappings = await allMappings(db);
  const did = new Map(person.result.seen.map(each => [each.market, each.did]));
  const wrong: string[] = [];
  const unjudged: string[] = [];
  let [isRight, unseen] = [0, 0];
  for (const [key, ids] of right) {
    if (did.get(key) === 'drafted') continue;
    const [source = '', id = ''] = key.split(' ');
    for (const { canonicalId } of mappings.filter(each => sourceIdOf(each, source) === id)) {
      if (ids.includes(canonicalId)) isRight++;
      else if (ids.length > 0 || (rightOf.get(key) ?? []).length > 0) wrong.push(`${key}: ${canonicalId}`);
      else unjudged.push(`${key}: ${canonicalId}`);
      if (!did.has(key)) unseen++;
    }
  }
  return { right: isRight, wrong, unjudged, unseen };
}

async function allMappings(db: ReturnType<typeof createKnex>): Promise<MarketMapping[]> {
  const found: MarketMapping[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMappings(db, { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

interface Before {
  readonly markets: number;
  readonly keys: readonly number[];
  readonly json: readonly number[];
  readonly ms: number;
}

/** The commands that there were before: the market is shown, its outcomes are written to a file by hand, and it is mapped with that. */
async function measureBefore(): Promise<Before> {
  return withDatabase([...OWN], async (url, db) => {
    const byId = new Map((await allMappings(db)).map(each => [each.canonicalId, each]));
    const known = logged.flatMap(row => {
      const right = catalogue.find(mapping => sourceIdOf(mapping, row.source) === row.externalMarketId);
      return right && byId.has(right.canonicalId) ? [{ row, right }] : [];
    });
    const keys: number[] = [];
    const json: number[] = [];
    let ms = 0;
    let markets = 0;
    for (const [at, { row, right }] of known.entries()) {
      const show = ['unmapped', 'show', row.source, row.externalMarketId];
      const map = [
        'unmapped',
        'map',
        row.source,
        row.externalMarketId,
        '--to',
        right.canonicalId,
        '--outcomes',
        'm.json',
      ];
      const outcomes = right.outcomeMapping.map(({ canonicalId, sportybetDesc, bet9jaSuffix }) =>
        row.source === 'sportybet' ? { canonicalId, sportybetDesc } : { canonicalId, bet9jaSuffix },
      );
      keys.push([show, map].reduce((sum, words) => sum + `npx market-mapping ${words.join(' ')}`.length + 1, 0));
      json.push(JSON.stringify(outcomes).length);
      // They take as long for any market; twelve are enough to see how long.
      if (at % Math.ceil(known.length / 12) !== 0) continue;
      const start = performance.now();
      await runCommand(show, { url });
      await runCommand(map.with(-1, '-'), { url, input: JSON.stringify(outcomes) });
      ms += performance.now() - start;
      markets++;
    }
    return { markets, keys, json, ms: ms / markets };
  });
}

function reportOf(results: readonly Result[], before: Before): string {
  const known = [...rightOf.values()].filter(ids => ids.length > 0).length;
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const HEAD = [
    'way',
    'accepted',
    'wrong',
    'not known',
    'drafted',
    'right one not shown',
    'left',
    'keys',
    'keys a market',
    'machine seconds a market',
    'start',
  ];
  return [
    '# How long a person takes',
    '',
    `Made by \`npm run bench:triage\`: the ${logged.length} most seen markets of a service’s log that have outcomes, taken through \`triage\` on a`,
    `pseudo terminal of 80 columns by a scripted person. The mappings are the catalogue’s without what they have of the bookmaker whose markets`,
    `are asked (${OWN.join(' and ')}, one after the other), and without those that only it has. For ${known} of the markets the whole catalogue tells the`,
    'right mapping. If that is there and among the three that are shown, the person accepts it, else skips (“not shown”). If it is not there, or nothing',
    'tells which is right, the person makes the draft as it stands if there is one, else skips (“left”). Nothing is judged by how the command judges',
    'itself. The machine’s seconds are from a key to the next screen that takes one; how long somebody reads is not in them. What is accepted unseen',
    'is judged afterwards; “not known” is where the catalogue does not tell.',
    '',
    row(HEAD),
    row(HEAD.map(() => '---')),
    ...results.map(each => {
      const count = (did: Seen['did']) => each.seen.filter(seen => seen.did === did).length;
      const ms = each.seen.reduce((sum, seen) => sum + seen.ms, 0) + each.unseenMs;
      const accepted = each.right + each.wrong.length + each.unjudged.length;
      return row([
        each.title,
        each.sureFirst ? `${accepted}, ${each.unseen} of them unseen` : accepted,
        each.wrong.length,
        each.unjudged.length,
        `${count('drafted')}, ${named(each.seen)} as the catalogue names it`,
        count('missed'),
        count('left') + count('refused'),
        each.keys,
        (each.keys / logged.length).toFixed(2),
        (ms / logged.length / 1000).toFixed(2),
        `${(each.startMs / 1000).toFixed(1)} s`,
      ]);
    }),
    '',
    '## Before',
    '',
    `With \`unmapped show\`, and \`unmapped map\` with a file of its outcomes: ${spread(before.keys)} keys a market for the two lines, and beside them a`,
    `file of ${spread(before.json)} characters of JSON, after the right canonical id had been looked for. The two commands took ${(before.ms / 1000).toFixed(2)} machine seconds a market`,
    `(${before.markets} markets). Each of them starts a process; \`triage\` starts one.`,
    '',
    ...results.flatMap(each => listOf(`Wrongly accepted: ${each.title}`, each.wrong)),
    ...results.flatMap(each =>
      listOf(
        `The right one was not shown: ${each.title}`,
        each.seen
          .filter(({ did }) => did === 'missed')
          .map(
            ({ market, shown }) =>
              `${market}: is ${rightOf.get(market)?.join(' or ')}; shown ${shown.join(', ') || 'nothing'}`,
          ),
      ),
    ),
    ...results.slice(0, 1).flatMap(each =>
      listOf(
        'A mapping was claimed, and nothing tells whether it is right',
        each.seen
          .filter(({ did }) => did === 'left')
          .map(({ market, name, shown }) => `${market} ${name}: ${shown.join(', ') || 'nothing'}`),
      ),
    ),
    ...results.flatMap(each =>
      listOf(
        `Refused: ${each.title}`,
        each.seen.filter(({ did }) => did === 'refused').map(({ market, message }) => `${market}: ${message}`),
      ),
    ),
  ].join('\n');
}

/** How many drafts have the very canonical id of the mapping that was left out. */
function named(seen: readonly Seen[]): number {
  return seen.filter(({ market, did, shown }) => {
    const draft = shown.find(text => text.endsWith('(NEW draft)'))?.split(' ')[0] ?? '';
    return did === 'drafted' && (rightOf.get(market) ?? []).includes(draft);
  }).length;
}

function listOf(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, '', ...items.map(item => `- ${item}`), ''];
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[0]} to ${sorted.at(-1)} (median ${sorted[sorted.length >> 1]})`;
}
