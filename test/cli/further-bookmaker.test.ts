import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, makeConsumer } from '../support/consumer.js';
import { databaseForThisTest } from '../support/databases.js';

/** A bookmaker that nobody has heard of, in a consumer's project: all that is said of it. */
const DEFINITION = `
import { defineSource } from 'market-mapping';

export default defineSource({
  id: 'quickbet',
  label: 'QuickBet',
  parameter: 'bare',
  parseEvent: ({ fixture, radar, teams, games }) => ({
    eventId: fixture,
    sportradarId: radar,
    sport: 'football',
    home: teams[0],
    away: teams[1],
    markets: games.map(({ type, label, line, picks }) => ({
      externalMarketId: type,
      marketName: label,
      parameter: line ?? null,
      outcomes: Object.entries(picks).map(([name, odds]) => ({ id: type + '-' + name, name, odds })),
    })),
  }),
});
`;

const PAYLOAD = {
  fixture: 'f1',
  radar: '90000001',
  teams: ['Riverside FC', 'Harbour United'],
  games: [
    { type: 'mr', label: 'Match result', picks: { H: 2.4, D: 3.3, A: 2.95 } },
    { type: 'tg', label: 'Total goals', line: '2.5', picks: { Plus: 1.85, Minus: 1.92 } },
  ],
};

/** The whole life of a market of it, by the package's public names. */
const JOB = `
import knex from 'knex';
import * as mm from 'market-mapping';
import quickbet from './quickbet.mjs';
import { readFile } from 'node:fs/promises';

const db = knex({ client: 'pg', connection: process.env.DATABASE_URL });
const payload = JSON.parse(await readFile('quickbet.json', 'utf8'));
const event = mm.parseEvent(payload, quickbet);
const mapper = await mm.createMarketMapper(db, { sources: [quickbet], listen: false });
const run = () => mapper.resolveEvent(event).map(({ market, resolution }) => {
  if (resolution.status !== 'mapped') mapper.recordUnmapped(market, resolution);
  return resolution;
});
const before = run();
const first = await mapper.flush();
const { items: [row] } = await mm.listUnmappedMarkets(db, { source: 'quickbet', search: 'tg' });
const outcome = (canonicalId, name, position) =>
  ({ canonicalId, betpawaName: null, sportybetDesc: null, bet9jaSuffix: null, position, names: { quickbet: name } });
const create = { canonicalId: 'over_under_ft', name: 'Over/Under', outcomeMapping: [outcome('over', 'Plus', 0), outcome('under', 'Minus', 1)] };
await mm.mapUnmappedMarket(db, row.id, { create }, { actor: 'ada' });
const marked = await mm.getUnmappedMarket(db, row.id);
await mapper.refresh();
const after = run();
const inSql = await mm.resolveMapping(db, { source: 'quickbet', externalMarketId: 'tg' });
await mm.deactivateMapping(db, 'over_under_ft');
await mapper.refresh();
run();
await mapper.flush();
const reopened = await mm.getUnmappedMarket(db, row.id);
await mm.activateMapping(db, 'over_under_ft');
const stats = await mm.getStats(db);
await mapper.close();
await db.destroy();
console.log(JSON.stringify({
  before: before.map(({ status }) => status), discovered: first.discovered.length, marked: marked.status,
  after: after.map(({ status, line, outcomes }) => [status, line?.value, outcomes?.map(each => each.canonicalId)]),
  inSql: inSql.canonicalId, reopened: reopened.status, stats: stats.mappings.bySource.quickbet,
}));
`;

let consumer: Consumer;
let url: string;
beforeAll(async () => {
  consumer = await makeConsumer();
  await consumer.write('quickbet.mjs', DEFINITION);
  await consumer.write('quickbet.json', JSON.stringify(PAYLOAD));
  await consumer.write('job.mjs', JOB);
});
afterAll(() => consumer.remove());

const command = (...args: string[]) =>
  consumer.node(['node_modules/.bin/market-mapping', ...args], { DATABASE_URL: url });
const ask = async (...args: string[]) => JSON.parse(await command(...args, '--json'));
const sportybet = path.resolve('examples/payloads/sportybet.json');
const withModule = ['--source-module', './quickbet.mjs'];

describe('a bookmaker that the package does not know', () => {
  it('is defined in twenty lines, and lives like any other: in memory, in SQL, in the log, in files, in prices', async () => {
    ({ url } = await databaseForThisTest());
    expect(DEFINITION.trim().split('\n').length).toBeLessThanOrEqual(22);
    expect(JSON.parse(await consumer.node(['job.mjs'], { DATABASE_URL: url }))).toEqual({
      before: ['unmapped', 'unmapped'],
      discovered: 2,
      marked: 'MAPPED',
      after: [
        ['unmapped', null, null],
        ['mapped', 2.5, ['over', 'under']],
      ],
      inSql: 'over_under_ft',
      reopened: 'NEW',
      stats: 1,
    });

    expect(await ask('audit', 'over_under_ft', '--action', 'CREATE')).toMatchObject({
      items: [{ createdBy: 'ada', newValue: { source_ids: { quickbet: 'tg' } } }],
    });
    expect(await command('mappings', 'list', '--source', 'quickbet')).toContain('quickbet=tg');
    expect(await command('mappings', 'show', 'over_under_ft')).toMatch(/^over +- +- +- +Plus$/m);

    await command('mappings', 'edit', 'over_under_ft', '--source-id', 'sportybet=18', '--sport', 'football');
    const outcomes = [
      {
        canonicalId: 'over',
        betpawaName: null,
        sportybetDesc: 'Over',
        bet9jaSuffix: null,
        position: 0,
        names: { quickbet: 'Plus' },
      },
      {
        canonicalId: 'under',
        betpawaName: null,
        sportybetDesc: 'Under',
        bet9jaSuffix: null,
        position: 1,
        names: { quickbet: 'Minus' },
      },
    ];
    await consumer.write('outcomes.json', JSON.stringify(outcomes));
    await command('mappings', 'edit', 'over_under_ft', '--outcomes', 'outcomes.json');
    expect(await ask('compare', 'quickbet.json', sportybet, ...withModule)).toEqual({
      compared: 2,
      agreed: 2,
      faults: [],
    });
    expect(await ask('replay', 'quickbet.json', ...withModule)).toMatchObject({
      counts: [{ source: 'quickbet', markets: 2, mapped: 1, unmapped: 1, prices: 5, pricesMapped: 2 }],
      gaps: [{ externalMarketId: 'mr', reason: 'UNKNOWN_MARKET' }],
    });
    expect(await ask('coverage', 'quickbet.json', ...withModule)).toMatchObject([
      { source: 'quickbet', prices: { mapped: 2 } },
    ]);
    await command('learn', 'quickbet.json', ...withModule);
    expect(await ask('mappings', 'show', 'over_under_ft')).toMatchObject({
      sourceIds: { quickbet: 'tg' },
      outcomeMapping: [{ ids: { quickbet: 'tg-Plus' } }, { ids: { quickbet: 'tg-Minus' } }],
    });

    for (const format of ['json', 'csv']) {
      await command('export', '--output', `set.${format}`);
      const before = await ask('mappings', 'list');
      await command('mappings', 'delete', 'over_under_ft');
      await command('import', `set.${format}`);
      const after = await ask('mappings', 'list');
      const portable = ({
        id: _,
        createdAt: __,
        updatedAt: ___,
        createdBy: ____,
        ...fields
      }: Record<string, unknown>) => fields;
      expect(after.items.map(portable)).toEqual(before.items.map(portable));
    }
    await command('mappings', 'edit', 'over_under_ft', '--source-id', 'quickbet=');
    expect(await ask('mappings', 'show', 'over_under_ft')).toMatchObject({ sourceIds: {}, sportybetId: '18' });
  }, 180_000);

  it.each([
    ['missing', './nowhere.mjs', null, "./nowhere.mjs can't be loaded as a module"],
    ['broken', './broken.mjs', 'export default {', "can't be loaded as a module"],
    ['of no bookmaker', './empty.mjs', 'export const answer = 42;', 'defines no bookmaker'],
    [
      'of one that is known',
      './known.mjs',
      "import { defineSource } from 'market-mapping';\nexport const mine = defineSource({ id: 'betika' });",
      'defines "betika", which the package knows already',
    ],
  ])('in a module that is %s is refused, and why', async (_, file, code, message) => {
    if (code !== null) await consumer.write(file, code);
    const failed = await command('stats', '--source-module', file).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining(message) });
    expect(failed).toMatchObject({ stderr: expect.stringMatching(/^error FILE: .*\n$/) });
  });

  it('can be defined in CommonJS and under any name', async () => {
    ({ url } = await databaseForThisTest());
    const code = `const { defineSource } = require('market-mapping');
      exports.one = defineSource({ id: 'one-book' });
      exports.list = [defineSource({ id: 'two_book' })];`;
    await consumer.write('books.cjs', code);
    const out = await command('stats', '--source-module', './books.cjs', ...withModule);
    for (const id of ['one-book', 'two_book', 'quickbet']) expect(out).toMatch(new RegExp(`^${id} +0 +0$`, 'm'));
  });

  it('has no name in the sources', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
    expect(sources.filter(file => /quickbet/i.test(readFileSync(path.join('src', file), 'utf8')))).toEqual([]);
  });
});
