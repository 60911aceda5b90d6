import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, makeConsumer } from '../support/consumer.js';
import { createDatabase, type DatabaseOptions, type TestDatabase } from '../support/databases.js';
import { type CodeBlock, codeBlocks } from '../support/documents.js';
import { PROGRAM_LIMIT_MS, runProgram } from '../support/program.js';
import { meetMarkets, useForAWhile, writeFiles } from '../support/service-in-use.js';

/** Programs that can't be run here, and who runs them. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md, Quick start: ts 1':
    'it goes on until it is interrupted; release:check walks the whole quick start with it',
  'docs/connecting.md, In a transaction of yours: ts 2': 'test/integration/foreign-transactions.test.ts has Drizzle',
  'docs/connecting.md, In a transaction of yours: ts 3': 'test/integration/foreign-transactions.test.ts has Kysely',
  'src/database/from-queryable.ts, fromQueryable: ts 1': 'test/integration/foreign-transactions.test.ts has Drizzle',
  'src/schema/grant-statements.ts, grantStatements: ts 1': 'test/integration/grant-statements.test.ts makes the roles',
};

const EXAMPLES = codeBlocks('ts').filter(({ name }) => !(name in RUN_ELSEWHERE));

/** These map `btts_ft` themselves; for the others it is there. */
const BEFORE_ANYTHING_IS_MAPPED = [
  'README.md, Quick start: ts 2',
  'docs/connecting.md, In a transaction of yours: ts 1',
  'src/database/from-client.ts, fromClient: ts 1',
  'docs/from-hard-coded-mappings-to-the-database.md, 1. Keep it in code, in the shape this library uses: ts 1',
  'src/mappings/create-mapping.ts, createMapping: ts 1',
];

const CONNECTED = `
  import knex from 'knex';
  const db = knex({ client: 'pg', connection: process.env.DATABASE_URL });
`;
const SCRAPED = `
  ${CONNECTED}
  import { readFileSync } from 'node:fs';
  import { createMarketMapper, parseBet9jaEvent, parseBetpawaEvent, parseSportybetEvent } from 'market-mapping';
  const read = name => JSON.parse(readFileSync(\`captured/\${name}.json\`, 'utf8'));
  const mapper = await createMarketMapper(db);
  const markets = [
    ...parseSportybetEvent(read('sportybet')),
    ...parseBet9jaEvent(read('bet9ja')),
    ...parseBetpawaEvent(read('betpawa')),
  ];
`;
const SWAPPED = `
  for (const market of markets) {
    if (market.source === 'sportybet' && market.externalMarketId === '18') {
      const [over, under] = market.outcomes;
      market.outcomes = [{ ...over, odds: under.odds }, { ...under, odds: over.odds }];
    }
  }
`;
const LEFT = 'await mapper.close(); await db.destroy();';

/** What a reader goes on with after an example: it calls the functions that are only declared there. */
const GOING_ON: Readonly<Record<string, string>> = {
  'docs/connecting.md, A Postgres inside the process: ts 1': LEFT,
  'docs/prices.md, Prices: ts 1': `
    ${SCRAPED}
    const payloads = ['sportybet', 'bet9ja', 'betpawa'].map(read);
    for (const { id, outcomes } of payloads[0].data.markets) {
      if (id === '18') [outcomes[0].odds, outcomes[1].odds] = [outcomes[1].odds, outcomes[0].odds];
    }
    checkEvents(mapper, payloads); // prints over_under_ft swapped-outcomes…28 prices compared
    ${LEFT}`,
  'docs/history.md, Undoing a change: ts 1': `
    await undoImport([{ canonicalId: 'new_here', name: 'New', betpawaId: '1234', outcomeMapping: [] }]);
    await undoLast('btts_ft');
    await db.destroy();`,
  'docs/lint.md, Lint: ts 1': `report([]);`,
  'docs/page.md, In your service: ts 1': `
    console.log(await userOf(new Request('http://localhost/'))); // null
    await db.destroy();`,
  'docs/suggestions.md, Suggestions: ts 1': `
    import { readFileSync } from 'node:fs';
    explain(JSON.parse(readFileSync('captured/sportybet.json', 'utf8')));`,
  'src/mapper/market-mapper.ts, health: ts 1': `
    ${CONNECTED}
    import { createMarketMapper } from 'market-mapping';
    const mapper = await createMarketMapper(db);
    const server = serveHealth(mapper, 0);
    await new Promise(resolve => server.once('listening', resolve));
    console.log((await fetch(\`http://127.0.0.1:\${server.address().port}\`)).status); // 200
    server.close();
    server.closeAllConnections();
    ${LEFT}`,
  'src/unmapped/target-of-suggestion.ts, targetOfSuggestion: ts 1': `
    ${CONNECTED}
    import { listUnmappedMarkets, suggestForUnmapped, toScrapedMarket } from 'market-mapping';
    import { catalogue } from 'market-mapping/catalogue';
    const { items } = await listUnmappedMarkets(db);
    for (const row of items) {
      const [suggestion] = await suggestForUnmapped(db, row.id, { candidates: catalogue });
      if (suggestion?.match) await accept(db, row.id, toScrapedMarket(row), suggestion);
    }
    await db.destroy();`,
  'docs/catalogue.md, The catalogue: ts 1': `
    ${CONNECTED}
    const mapper = await start(db);
    console.log(mapper.stats().origins.base > 100); // true
    ${LEFT}`,
  'src/triage/measure-coverage.ts, measureCoverage: ts 1': `
    ${SCRAPED}
    report(mapper, ['sportybet', 'bet9ja', 'betpawa'].map(read)); // prints bet9ja: …sportybet: …
    ${LEFT}`,
  'docs/mapper.md, Metrics: ts 1': `
    ${CONNECTED}
    import { createMarketMapper } from 'market-mapping';
    const mapper = await createMarketMapper(db);
    mapper.recordUnmapped({ source: 'bet9ja', externalMarketId: 'S_OUA' });
    await mapper.flush();
    console.log(gauges.get('market_mapping_flushed_total')); // 1
    ${LEFT}`,
  'docs/errors.md, Errors: ts 1': `
    const corners = { canonicalId: 'corners_ft', name: 'Corners', bet9jaKey: 'S_CORNERS', outcomeMapping: [] };
    console.log(await add(corners)); // added corners_ft
    console.log(await add(corners)); // …corners_ft… exists…
    await db.destroy();`,
  'docs/add-it-to-a-scraper.md, 3. Ask it about every market: ts 1': `
    ${SCRAPED}
    import { parseEvent } from 'market-mapping';
    console.log(pricesOf(mapper, parseEvent(read('sportybet')))); // …market: 'over_under_ft', line: '2.5', outcome: 'over', odds:…
    console.log(mapper.stats().buffered > 0); // true
    ${LEFT}`,
  'docs/several-services-one-database.md, Several services, one database: ts 1': `
    console.log(await rename('btts_ft', 'GG/NG', 'ada')); // done
    console.log(await rename('none_such', 'GG/NG', 'ada')); // gone
    await db.destroy();`,
  'docs/errors.md, Errors: ts 2': `
    console.log(await isHealthy()); // true
    await db.destroy();`,
  'src/mapper/market-mapper.ts, resolveEvent: ts 1': `
    ${SCRAPED}
    scrape(mapper, read('sportybet'));
    console.log(mapper.stats().buffered > 0); // true
    ${LEFT}`,
  'src/prices/find-price-faults.ts, findPriceFaults: ts 1': `
    ${SCRAPED}
    ${SWAPPED}
    check(mapper, markets); // prints swapped-outcomes
    ${LEFT}`,
};

let consumer: Consumer;
let inUse: TestDatabase;
let nothingMapped: TestDatabase;
beforeAll(async () => {
  consumer = await makeConsumer();
  inUse = await createDatabase();
  await useForAWhile(inUse.db);
  nothingMapped = await createDatabase();
  await meetMarkets(nothingMapped.db);
  // Only what nothing is connected to can be copied.
  for (const { db } of [inUse, nothingMapped]) await db.destroy();
});
afterAll(async () => {
  for (const database of [inUse, nothingMapped]) await database.drop();
  await consumer.remove();
});

describe.concurrent('as a program of its own, does what its comments say', { timeout: 2 * PROGRAM_LIMIT_MS }, () => {
  it.for(EXAMPLES.map(example => [example.name, example] as const))('%s', async ([name, example], context) => {
    const { db, url, drop } = await createDatabase(startOf(example));
    await db.destroy();
    context.onTestFinished(drop);
    await writeFiles(consumer, example.slug);
    const program = `${example.code}\n${GOING_ON[name] ?? ''}`;
    // An example that closes what it has opened is to end by that; one that does so when it is told to, when it is told.
    const closes = /\b(db\.destroy|pool\.end)\(\)/.test(program);
    const endsByItself = closes && !program.includes("'SIGTERM'");

    const env = { DATABASE_URL: url, STAGING_DATABASE_URL: url };
    const run = await runProgram(consumer, program, { folder: example.slug, env, endsByItself });
    expect(run, run.err).toMatchObject({ finished: true, ended: closes ? 0 : expect.toBeOneOf([0, 'SIGTERM']) });
    if (!/console\.(warn|error)/.test(program)) expect(run.err).toBe('');
    const printed = withoutBlanks(run.out + run.err);
    for (const part of saidToPrint(program)) expect(printed).toContain(withoutBlanks(part));
  });
});

it('what is said here of an example is said of one that there is', () => {
  const names = codeBlocks('ts').map(({ name }) => name);
  const named = [...Object.keys(RUN_ELSEWHERE), ...BEFORE_ANYTHING_IS_MAPPED, ...Object.keys(GOING_ON)];
  expect(names).toEqual(expect.arrayContaining(named));
});

it('every function that an example declares is called', () => {
  const uncalled = EXAMPLES.flatMap(({ name, code }) =>
    [...code.matchAll(/\bfunction (\w+)/g)]
      .filter(([, declared]) => !GOING_ON[name]?.includes(`${declared}(`))
      .map(([, declared]) => `${name}: ${declared}`),
  );
  expect(uncalled).toEqual([]);
});

/** Whoever migrates finds a database with nothing in it. */
function startOf({ name, code }: CodeBlock): DatabaseOptions {
  if (/\b(runMigrations\(db|migrate\.latest\()/.test(code)) return { empty: true };
  return { copyOf: BEFORE_ANYTHING_IS_MAPPED.includes(name) ? nothingMapped : inUse };
}

/** What comments behind `console.log(…)` show, and comments that begin with `prints`; in parts where they leave something out. */
function saidToPrint(code: string): string[] {
  const comments = /console\.log\(.*\);(?: |\n(?=\/\/ [[{]))\/\/ (.*(?:\n\/\/ {2}.*)*)|\/\/ prints (.*)/g;
  return [...code.matchAll(comments)].flatMap(([, shown, printed]) =>
    (shown ?? printed ?? '').replaceAll(/\n\/\//g, '').split('…'),
  );
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s/g, '');
}
