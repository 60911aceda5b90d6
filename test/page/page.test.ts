import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../../dev/postgres-server.js';
import {
  createMapping,
  createMarketMapper,
  getMapping,
  getUnmappedMarket,
  listAuditLog,
  listUnmappedMarkets,
  recordUnmappedMarkets,
  runMigrations,
  type UnmappedSighting,
  updateMapping,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { connect, databaseForThisTest } from '../support/databases.js';
import { HOSTILE_VALUES } from '../support/hostile-values.js';
import { CHROMIUM, launch, openTab, proxyTo, serve, violations } from './browser.js';

if (CHROMIUM === null && !process.env.CI) {
  console.warn(
    '\n*** The tests of the page in a real browser are SKIPPED: there is no Chromium (apt-get install chromium). ***\n',
  );
}

const SAMPLE = [
  { id: '74', name: 'Yes', odds: 1.7 },
  { id: '76', name: 'No', odds: 2.05 },
];

const NAMES = ['Both Teams To Score', 'Both Teams To Score - First Half', 'Home Team To Score', 'Away Team To Score'];

function sightings(count: number): UnmappedSighting[] {
  return Array.from({ length: count }, (_, at) => ({
    source: `book${at % 20}`,
    externalMarketId: `gg${Math.floor(at / 20)}`,
    marketName: NAMES[Math.floor(at / 20) % NAMES.length],
    sampleOutcomes: SAMPLE,
    occurrences: 1 + (at % 7),
    event: { sport: 'football' },
  }));
}

describe.skipIf(CHROMIUM === null && !process.env.CI)('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** A database with a mapping and some markets, the page on it, and a tab on the page. */
  async function visit(
    options: { count?: number; sightings?: UnmappedSighting[]; basePath?: string; javaScriptEnabled?: boolean } = {},
  ) {
    const { db } = await databaseForThisTest();
    await createMapping(db, newMapping({ name: 'Both Teams To Score', sport: 'football' }), { actor: 'ada' });
    await recordUnmappedMarkets(db, options.sightings ?? sightings(options.count ?? 3));
    const { url, close } = await serve(db, options.basePath ? { basePath: options.basePath } : {});
    const { tab, complaints } = await openTab(browser, { javaScriptEnabled: options.javaScriptEnabled ?? true });
    onTestFinished(async () => {
      await tab.context().close();
      await close();
    });
    return { db, url, tab, complaints };
  }

  const VIEWS = [
    '/',
    '/?status=ALL',
    '/?search=nothing',
    '/market/1',
    '/market/1?choose=2',
    '/market/1/draft?from=btts_ft',
    '/market/1/draft?from=new_one',
    '/set',
    '/set?asOf=2099-01-01',
    '/mapping?id=btts_ft',
    '/mapping?id=btts_ft&at=2099-01-01',
    '/mapping/delete?id=btts_ft',
    '/history',
    '/change/1',
    '/coverage',
    '/mappers',
    '/rules',
    '/keys',
    '/nothing',
  ];

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280, 3840]) {
      it(`is accessible by WCAG 2.2 AA, ${colorScheme} and ${width} wide, and nothing sticks out`, async () => {
        const { db, url, complaints } = await visit();
        const mapper = await createMarketMapper(db);
        onTestFinished(() => mapper.close());
        await updateMapping(db, 'btts_ft', { priority: 2 }, { actor: 'ada', reason: 'it is <first>' });
        const { tab } = await openTab(browser, { colorScheme, viewport: { width, height: 900 } });
        onTestFinished(() => tab.context().close());
        for (const view of VIEWS) {
          await tab.goto(url + view);
          expect([view, await violations(tab)]).toEqual([view, []]);
          const isWider = await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth);
          expect([view, isWider]).toEqual([view, false]);
        }
        expect(complaints).toEqual([]);
      });
    }
  }

  it('leads from an unmapped market to a price in a running mapper, with the keyboard alone', async () => {
    const { db, url, tab, complaints } = await visit();
    const mapper = await createMarketMapper(db);
    onTestFinished(() => mapper.close());
    await tab.goto(`${url}/?sort=firstSeenAt&order=asc`);
    await tab.keyboard.press('j');
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**/market/**');
    await tab.keyboard.press('a');
    await tab.waitForSelector('[role=status]');
    expect(await tab.textContent('[role=status]')).toContain('Mapped.');
    await expect.poll(() => mapper.resolve('book0', 'gg0')?.canonicalId).toBe('btts_ft');

    await tab.keyboard.press('u');
    await tab.waitForSelector('text=Undone');
    await expect.poll(() => mapper.resolve('book0', 'gg0')).toBeNull();
    await tab.goto(`${url}/market/1`);
    await tab.keyboard.press('i');
    await tab.waitForSelector('text=Ignored');
    expect((await getUnmappedMarket(db, 1))?.status).toBe('IGNORED');
    await tab.keyboard.press('u');
    await tab.waitForSelector('text=Undone');
    expect((await getUnmappedMarket(db, 1))?.status).toBe('NEW');
    await tab.keyboard.press('e');
    await tab.waitForURL('**/draft?**');
    await tab.keyboard.press('?');
    await tab.waitForURL('**/keys');
    expect(complaints).toEqual([]);
  });

  it('does all of it without JavaScript', async () => {
    const { db, url, tab } = await visit({ javaScriptEnabled: false });
    await tab.goto(`${url}/?sort=firstSeenAt&order=asc`);
    await tab.click('tbody th a');
    await tab.click('text=Edit first');
    await tab.fill('input[name="reason"]', 'without a script');
    await tab.click('text=Show what would change');
    expect(await tab.textContent('main')).toContain('What would change');
    await tab.click('button:text-is("Save")');
    expect(await tab.textContent('[role=status]')).toContain('Mapped.');
    expect((await getUnmappedMarket(db, 1))?.status).toBe('MAPPED');
    await tab.goto(url);
    await tab.check('tbody tr:first-child input[type=checkbox]');
    await tab.click('text=Ignore…');
    await tab.click('button:has-text("Ignore 1 market")');
    expect(await tab.textContent('[role=status]')).toContain('Ignored');
  });

  /** A hundred markets of fifty bookmakers and two sports, each of which is one of two mappings by all that it says. */
  const hundred = ['football', 'basketball'].flatMap(sport =>
    Array.from({ length: 50 }, (_, at) => ({
      source: `book${at}`,
      externalMarketId: sport,
      marketName: 'Both Teams To Score',
      sampleOutcomes: SAMPLE,
      event: { sport },
    })),
  );
  const inBasketball = newMapping({
    canonicalId: 'btts_basketball',
    name: 'Both Teams To Score',
    sport: 'basketball',
    sportybetId: '4711',
    betpawaId: null,
    bet9jaKey: null,
  });

  it('clears a hundred markets with good suggestions in at most ten acts, and undoes it in one', async () => {
    const { db, url, tab, complaints } = await visit({ sightings: hundred });
    await createMapping(db, inBasketball);
    await tab.goto(url);
    let acts = 0;
    const act = async (work: () => Promise<unknown>) => {
      acts++;
      await work();
    };
    await act(() => tab.selectOption('select[name="set"]', 'all'));
    await act(() => tab.click('text=Accept safe suggestions…'));
    await act(() => tab.click('button[data-key="a"]'));
    await tab.waitForSelector('text=100 markets are mapped');
    expect(acts).toBeLessThanOrEqual(10);
    const given = async (id: string) => Object.keys((await getMapping(db, id))?.sourceIds ?? {}).length;
    expect([await given('btts_ft'), await given('btts_basketball')]).toEqual([50, 50]);
    const { items } = await listAuditLog(db, { limit: 100 });
    expect(new Set(items.map(({ changeId }) => changeId)).size).toBe(1);

    await tab.keyboard.press('u');
    await tab.waitForSelector('text=Undone');
    expect([await given('btts_ft'), await given('btts_basketball')]).toEqual([0, 0]);
    expect((await listUnmappedMarkets(db, { status: 'NEW', limit: 200 })).items.length).toBe(100);
    expect((await listAuditLog(db)).items[0]).toMatchObject({ action: 'UPDATE', createdBy: 'ada', reason: 'undone' });
    expect(complaints).toEqual([]);
  });

  it('clears them one by one with at most two keys each', async () => {
    const { db, url, tab } = await visit({ sightings: hundred.slice(0, 12) });
    await tab.goto(url);
    let keys = 0;
    const press = async (key: string) => {
      keys++;
      await tab.keyboard.press(key);
    };
    await press('j');
    await Promise.all([tab.waitForURL('**/market/**'), press('Enter')]);
    for (let at = 0; at < 12; at++) {
      const address = tab.url();
      await press('a');
      await tab.waitForURL(url => url.href !== address);
    }
    expect((await listUnmappedMarkets(db, { status: 'MAPPED' })).items.length).toBe(12);
    expect(keys).toBeLessThanOrEqual(24);
  });

  for (const isCut of [true, false]) {
    it(`works below a nested path behind a proxy that ${isCut ? 'cuts the path off' : 'leaves the path'}`, async () => {
      const { url, tab, complaints, db } = await visit({ basePath: '/tools/mapping' });
      const proxy = await proxyTo(new URL(url).origin, { path: '/tools/mapping', isCut });
      onTestFinished(() => proxy.close());
      for (const slash of ['', '/']) {
        await tab.goto(proxy.url + slash);
        expect(await tab.evaluate(() => getComputedStyle(document.body).margin)).toBe('0px');
      }
      await tab.click('tbody th a');
      await tab.click('text=Ignore');
      await tab.waitForSelector('[role=status]');
      expect((await Promise.all([1, 2, 3].map(id => getUnmappedMarket(db, id)))).map(each => each?.status)).toContain(
        'IGNORED',
      );
      expect(complaints).toEqual([]);
    });
  }

  it('says that the database is away while it is, and goes on when it is back', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const db = connect(server.url(), 'postgres');
    onTestFinished(() => db.destroy());
    await runMigrations(db);
    await createMapping(db, newMapping());
    const { url, close } = await serve(db);
    const { tab } = await openTab(browser);
    onTestFinished(async () => {
      await tab.context().close();
      await close();
    });
    await tab.goto(`${url}/set`);
    await server.kill();
    const away = await tab.goto(`${url}/set`);
    expect(away?.status()).toBe(503);
    expect(await tab.textContent('h1')).toBe('The database is away');
    await server.start();
    await expect.poll(async () => (await tab.goto(`${url}/set`))?.status()).toBe(200);
  });

  it('runs no script of anybody, whatever bookmakers and people write', async () => {
    const { db, url, tab, complaints } = await visit();
    const evil = HOSTILE.map((text, at) => ({
      source: 'msport',
      externalMarketId: `${at} ${text}`,
      marketName: text,
      sampleOutcomes: [
        { name: text, id: text, odds: 2 },
        { name: `${text} no`, odds: 2 },
      ],
    }));
    await recordUnmappedMarkets(db, evil);
    await createMapping(
      db,
      newMapping({
        canonicalId: '"><script>alert(1)</script>',
        name: '<img src=x onerror=alert(1)>',
        sportybetId: '91',
        betpawaId: null,
        bet9jaKey: null,
        outcomeMapping: [
          {
            canonicalId: '</td><script>alert(2)</script>',
            betpawaName: null,
            sportybetDesc: 'javascript:alert(3)',
            bet9jaSuffix: null,
            position: 0,
          },
        ],
      }),
      { actor: '<script>alert(4)</script>', reason: '</p><svg onload=alert(5)>' },
    );
    const ids = Array.from({ length: evil.length }, (_, at) => 4 + at);
    const views = [
      '/',
      '/set',
      '/history',
      `/mapping?id=${encodeURIComponent('"><script>alert(1)</script>')}`,
      '/change/2',
      ...ids.flatMap(id => [
        `/market/${id}`,
        `/market/${id}/draft?from=${encodeURIComponent('<script>alert(6)</script>')}`,
      ]),
    ];
    for (const view of views) {
      const answer = await tab.goto(url + view);
      expect([view, answer?.status()]).toEqual([view, 200]);
      expect(await tab.evaluate(() => document.scripts.length)).toBe(1);
    }
    expect(complaints).toEqual([]);
  });

  it('runs no script of a link that somebody sends', async () => {
    const { url, tab, complaints } = await visit();
    const parameters = [
      'search',
      'source',
      'id',
      'actor',
      'act',
      'from',
      'asOf',
      'cursor',
      'done',
      'choose',
      'marketName',
    ];
    const values = HOSTILE_VALUES.flatMap(({ text }) => text ?? []);
    for (const view of ['/', '/set', '/history', '/rules', '/market/1', '/market/1/draft', '/mapping', '/coverage']) {
      for (const value of values) {
        const query = new URLSearchParams(parameters.map(name => [name, value]));
        const answer = await tab.goto(`${url}${view}?${query}`);
        expect([view, value, (answer?.status() ?? 500) < 500]).toEqual([view, value, true]);
        expect(await tab.evaluate(() => document.scripts.length)).toBeLessThanOrEqual(1);
        expect(await tab.evaluate(() => document.images.length)).toBe(0);
      }
    }
    expect(complaints).toEqual([]);
  });
});

/** What a bookmaker, or whoever is behind one, may call a market. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; alert(1); '",
  '</title></head><svg/onload=alert(1)>',
  '\u202Egnp.exe\u2066<b>',
  '{{constructor.constructor("alert(1)")()}}',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '😀'.repeat(120),
];
