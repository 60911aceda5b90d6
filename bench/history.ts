/**
 * What keeping the history costs a write, and what ignore rules and the counts by day cost a flush; written to bench/HISTORY.md:
 *
 *   npm run bench:history [-- --before FOLDER] [-- --quick]
 *
 * Everything is measured beside the same without it, in one run, in turns: mappings in two databases, of which one has the triggers of
 * the history disabled; flushes with rules and without. With `--before`, the folder of a built older release, its flush and its hot path
 * are measured in the same turns, in a database that it has migrated itself.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import {
  createIgnoreRule,
  createMapping,
  deleteMapping,
  importMappings,
  type NewMapping,
  updateMapping,
} from 'market-mapping';
import { startPostgres } from '../dev/postgres-server.js';
import { type BenchDatabase, insertManyMappings, openDatabase } from './context.js';
import { describeMachine } from './machine.js';
import { collectGarbage, compareCalls, compareRuns } from './measure.js';
import { readRealData } from './real-data.js';
import { duration, type Line, perSecond, printSection, type Section, toMarkdown } from './report.js';
import { manySightings } from './sightings.js';

type Package = Pick<typeof import('market-mapping'), 'createMarketMapper' | 'runMigrations'>;

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, before: { type: 'string' } },
});
const rounds = flags.quick ? 3 : 41;
const data = readRealData(undefined);
const MAPPINGS = 1_000;

/** At most 15 % of a write. */
const SHARE = { atMost: 1.15 };

const HISTORY_TRIGGERS = [
  ['user_market_mappings', 'market_mapping_raise_updated_at'],
  ['user_market_mappings', 'market_mapping_keep_history'],
  ['mapping_audit_log', 'market_mapping_take_told'],
  ['mapping_audit_log', 'market_mapping_guard_audit'],
] as const;

/** Writes of mappings with the triggers and without. */
async function writes(serverUrl: string, fsync: string): Promise<Section> {
  const kept = await openDatabase(serverUrl);
  const without = await openDatabase(serverUrl);
  for (const { client } of [kept, without]) await insertManyMappings(client, data.mappings, MAPPINGS);
  for (const [table, trigger] of HISTORY_TRIGGERS)
    await without.client.query(`alter table ${table} disable trigger ${trigger}`);
  const lines: Line[] = [];
  for (const [what, calls, work] of WRITES) {
    const contender = ({ db }: BenchDatabase) => ({ run: () => work(db) });
    const times = await compareRuns({ kept: contender(kept), without: contender(without) }, { rounds });
    lines.push({
      what,
      ours: duration(times.kept / calls),
      beside: 'the same, history triggers disabled',
      theirs: duration(times.without / calls),
      ratio: times.kept / times.without,
      target: what.includes('in SQL') ? undefined : SHARE,
    });
  }
  await kept.close();
  await without.close();
  return { title: `Writes of mappings, fsync ${fsync}`, lines };
}

let version = 0;
const CALLS = flags.quick ? 10 : 40;
const IMPORTED = 200;

const WRITES: readonly (readonly [what: string, calls: number, work: (db: Knex) => Promise<void>])[] = [
  [
    'updateMapping of a name',
    CALLS,
    db => repeat(at => updateMapping(db, `market_${1 + at}`, { name: `N ${++version}` }, { actor: 'ada' })),
  ],
  [
    'updateMapping of an id',
    CALLS,
    db => repeat(at => updateMapping(db, `market_${1 + at}`, { betpawaId: `i${++version}` }, { actor: 'ada' })),
  ],
  ['createMapping', CALLS, db => repeat(() => createMapping(db, newMapping(++version), { actor: 'ada' }))],
  [
    'createMapping and deleteMapping',
    CALLS,
    db =>
      repeat(async () => {
        const { canonicalId } = await createMapping(db, newMapping(++version), { actor: 'ada' });
        await deleteMapping(db, canonicalId, { actor: 'ada' });
      }),
  ],
  [
    `importMappings of ${IMPORTED} changed ones`,
    1,
    async db => {
      version++;
      const file = Array.from({ length: IMPORTED }, (_, at) => ({
        canonicalId: `market_${1 + at}`,
        name: `I ${version}`,
      }));
      await importMappings(db, file, { actor: 'ada' });
    },
  ],
  [
    `importMappings of ${IMPORTED} new ones`,
    1,
    async db => {
      await importMappings(
        db,
        Array.from({ length: IMPORTED }, () => newMapping(++version)),
        { actor: 'ada' },
      );
    },
  ],
  [
    'an update in SQL, of which the trigger writes the audit row',
    CALLS,
    db =>
      repeat(at =>
        db.raw('update user_market_mappings set name = ?, updated_at = now() where canonical_id = ?', [
          `S ${++version}`,
          `market_${1 + at}`,
        ]),
      ),
  ],
];

async function repeat(work: (at: number) => PromiseLike<unknown>): Promise<void> {
  for (let at = 0; at < CALLS; at++) await work(at);
}

function newMapping(number: number): NewMapping {
  const { outcomeMapping = [] } = data.mappings[number % data.mappings.length] ?? {};
  return { canonicalId: `new_${number}`, name: `New ${number}`, betpawaId: `n${number}`, outcomeMapping };
}

const NEVER = { refreshIntervalMs: 3_600_000, flushIntervalMs: 3_600_000, maxBuffered: 100_000, listen: false };

/** A flush in a log with none, some and many rules, none of which holds, and of an older release. */
async function flushes(serverUrl: string, before: Package | null): Promise<Section> {
  const own: Package = await import('market-mapping');
  const opened = {
    none: await openFlusher(serverUrl, own, 0),
    some: await openFlusher(serverUrl, own, 20),
    many: await openFlusher(serverUrl, own, 200),
    before: before && (await openFlusher(serverUrl, before, 0)),
  };
  const lines: Line[] = [];
  for (const size of flags.quick ? [100] : [100, 1_000, 10_000]) {
    for (const kind of ['new', 'known'] as const) {
      const sightings = manySightings(data, size);
      const contender = (flusher: Flusher) => ({
        prepare: () => flusher.fill(sightings, kind === 'known'),
        run: () => flusher.mapper.flush(),
      });
      const { none, some, many } = opened;
      const times: Record<string, number> = await compareRuns<string>(
        {
          none: contender(none),
          some: contender(some),
          many: contender(many),
          ...(opened.before ? { before: contender(opened.before) } : {}),
        },
        { rounds: size > 1_000 ? Math.min(rounds, 9) : Math.min(rounds, 21) },
      );
      const line = (what: string, ours: number, beside: string, theirs: number): Line => ({
        what: `flush of ${size.toLocaleString('en')} ${kind} markets, ${what}`,
        ours: duration(ours),
        beside,
        theirs: duration(theirs),
        ratio: ours / theirs,
      });
      const [noRules = Number.NaN, twenty = Number.NaN, twoHundred = Number.NaN] = [times.none, times.some, times.many];
      if (times.before !== undefined)
        lines.push(line('no rule', noRules, 'before rules and counts by day', times.before));
      lines.push(line('20 rules', twenty, 'no rule', noRules), line('200 rules', twoHundred, 'no rule', noRules));
    }
  }
  const hotPath = opened.before ? [await hotPathBeside(opened.none, opened.before)] : [];
  for (const each of Object.values(opened)) await each?.close();
  return {
    title: 'Flushes, fsync off',
    lines: [...lines, ...hotPath],
    notes: ['None of the rules holds for any of the markets, so all of them are looked at for each.'],
  };
}

type Sightings = ReturnType<typeof manySightings>;

interface Flusher {
  readonly mapper: Awaited<ReturnType<Package['createMarketMapper']>>;
  fill(sightings: Sightings, areKnown: boolean): Promise<void>;
  close(): Promise<void>;
}

async function openFlusher(
  serverUrl: string,
  { createMarketMapper: create, runMigrations }: Package,
  rules: number,
): Promise<Flusher> {
  const { db, client, close } = await openDatabase(serverUrl, runMigrations);
  for (let rule = 0; rule < rules; rule++) {
    await createIgnoreRule(db, { source: 'bet9ja', externalMarketId: `*never ${rule}*`, reason: 'bench' });
  }
  const mapper = await create(db, NEVER);
  const record = (sightings: Sightings) => {
    for (const sighting of sightings) mapper.recordUnmapped(sighting);
  };
  return {
    mapper,
    fill: async (sightings, areKnown) => {
      await client.query('truncate unmapped_market_log');
      record(areKnown ? sightings : [{ source: 'bet9ja', externalMarketId: 'ANOTHER' }]);
      await mapper.flush();
      await client.query('vacuum analyze unmapped_market_log');
      record(sightings);
      collectGarbage();
    },
    close: async () => {
      await mapper.close();
      await close();
    },
  };
}

/** `recordUnmapped` and `resolve` as a scraper calls them. */
async function hotPathBeside(now: Flusher, before: Flusher): Promise<Line> {
  const sightings = manySightings(data, 400);
  const pass =
    ({ mapper }: Flusher) =>
    () => {
      for (const sighting of sightings) {
        mapper.resolve(sighting.source, sighting.externalMarketId);
        mapper.recordUnmapped(sighting);
      }
      return mapper.stats().pending;
    };
  const times = await compareCalls({ now: pass(now), before: pass(before) }, sightings.length, {
    rounds: flags.quick ? 3 : 9,
    ms: flags.quick ? 25 : 150,
  });
  return {
    what: 'resolve and recordUnmapped of one market',
    ours: perSecond(times.now),
    beside: 'before',
    theirs: perSecond(times.before),
    ratio: times.now / times.before,
    target: { atMost: 1.1 },
  };
}

const before: Package | null =
  flags.before === undefined ? null : await import(pathToFileURL(path.resolve(flags.before, 'dist/index.js')).href);
const server = await startPostgres();
const durable = await startPostgres({ fsync: 'on', full_page_writes: 'on' });
try {
  const sections: Section[] = [];
  const add = (section: Section) => {
    printSection(section);
    sections.push(section);
  };
  const machine = await describeMachine(server.url());
  add(await writes(server.url(), 'off'));
  add(await writes(durable.url(), 'on'));
  add(await flushes(server.url(), before));
  const head = [
    '# What history and triage cost',
    '',
    'Written by `npm run bench:history`: medians of one run, both sides on the same machine and server, taking turns. `ratio` is of times.',
    '',
    ...[...machine, `Data: ${data.description}.`].map(line => `- ${line}`),
    '',
  ];
  const file = fileURLToPath(new URL('HISTORY.md', import.meta.url));
  if (!flags.quick) writeFileSync(file, [...head, ...sections.map(toMarkdown)].join('\n'));
} finally {
  await server.stop();
  await durable.stop();
}
