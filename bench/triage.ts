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
  /** The bookmakers whose ids and names the mappings lack. */
  readonly lacks: readonly Source[];
  readonly hasPayloads: boolean;
  /** Whether those that are safe to accept unseen are accepted first. */
  readonly sureFirst: boolean;
}

const OWN: readonly Source[] = ['sportybet', 'bet9ja'];
const FEED: readonly Source[] = ['msport', 'betway', 'betika'];
const WAYS: readonly Way[] = [
  { title: 'with payloads, one by one', lacks: OWN, hasPayloads: true, sureFirst: false },
  { title: 'with payloads, the sure ones first', lacks: OWN, hasPayloads: true, sureFirst: true },
  { title: 'by the log alone, one by one', lacks: OWN, hasPayloads: false, sureFirst: false },
  {
    title: 'by the log alone, and no ids of the same feed',
    lacks: [...OWN, ...FEED],
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
  /** Of those, what was accepted unseen. */
  readonly unseen: { readonly right: number; readonly wrong: number };
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

async function go(way: Way): Promise<Result> {
  return withDatabase(way.lacks, async (url, db) => {
    const active = new Set((await allMappings(db)).filter(({ isActive }) => isActive).map(each => each.canonicalId));
    const right = new Map([...rightOf].map(([key, ids]) => [key, ids.filter(id => active.has(id))]));
    const person = new ScriptedPerson(right, way.sureFirst);
    const payloads = way.hasPayloads ? ['--files', ...files.map(file => path.join(folder, 'payloads', file))] : [];
    const { code, shown } = await runTriage(url, {
      args: ['--no-catalogue', '--limit', String(asked), ...payloads],
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
  const one = new Set(person.result.seen.map(({ market }) => market));
  const wrong: string[] = [];
  const unseen = { right: 0, wrong: 0 };
  let isRight = 0;
  for (const [key, ids] of right) {
    const [source = '', id = ''] = key.split(' ');
    const owners = mappings.filter(each => each.isActive && sourceIdOf(each, source) === id);
    const drafted = person.result.seen.some(({ market, did }) => market === key && did === 'drafted');
    for (const { canonicalId } of drafted ? [] : owners) {
      const isGood = ids.includes(canonicalId);
      if (isGood) isRight++;
      else
        wrong.push(
          `${key}: ${canonicalId}${ids.length === 0 ? ' (its right mapping is not known)' : `, not ${ids.join(' or ')}`}`,
        );
      if (!one.has(key)) unseen[isGood ? 'right' : 'wrong']++;
    }
  }
  return { right: isRight, wrong, unseen };
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
  return withDatabase([...OWN, ...FEED], async (url, db) => {
    const byId = new Map((await allMappings(db)).map(each => [each.canonicalId, each]));
    const known = logged.flatMap(row => {
      const right = catalogue.find(mapping => sourceIdOf(mapping, row.source) === row.externalMarketId);
      return right && byId.get(right.canonicalId)?.isActive ? [{ row, right }] : [];
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
    `pseudo terminal of 80 columns by a scripted person. The mappings are the catalogue’s without what they have of ${OWN.join(' and ')}, whose`,
    `markets are asked. For ${known} of the markets the catalogue, with those ids in it, tells the right mapping: the person accepts that if it is`,
    'shown, else skips. Where it does not tell, the person makes the draft as it stands if there is one, else skips: those are “left”. Nothing is judged',
    'by how the command judges itself. The machine’s seconds are from a key to the next screen that takes one; how long somebody reads is not in them.',
    '',
    row(HEAD),
    row(HEAD.map(() => '---')),
    ...results.map(each => {
      const count = (did: Seen['did']) => each.seen.filter(seen => seen.did === did).length;
      const ms = each.seen.reduce((sum, seen) => sum + seen.ms, 0) + each.unseenMs;
      const accepted = each.right + each.wrong.length;
      return row([
        each.title,
        each.sureFirst ? `${accepted}, ${each.unseen.right + each.unseen.wrong} of them unseen` : accepted,
        each.wrong.length,
        count('drafted'),
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

function listOf(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, '', ...items.map(item => `- ${item}`), ''];
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[0]} to ${sorted.at(-1)} (median ${sorted[sorted.length >> 1]})`;
}
