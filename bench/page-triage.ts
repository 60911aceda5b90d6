/**
 * How many acts and keys it takes to map a hundred markets with good suggestions, and how long each takes: on the page in Chromium, and
 * with `triage` at a terminal. `npm run bench:page-triage` writes its part of bench/PAGE.md.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import createKnex from 'knex';
import type { Page } from 'playwright-core';
import { startPostgres } from '../dev/postgres-server.js';
import { replaceSection } from '../scripts/replace-section.js';
import { catalogue } from '../src/catalogue.js';
import {
  importMappings,
  listUnmappedMarkets,
  type NewMapping,
  recordUnmappedMarkets,
  runMigrations,
  type ScrapedMarket,
  suggestMappings,
} from '../src/index.js';
import { outcomeNameOf } from '../src/model/index.js';
import { launch, openTab, serve } from '../test/page/browser.js';

const MARKETS = 100;
const server = await startPostgres();
try {
  const lines = [
    `- bulk on the page: ${await onFreshDatabase(bulk)}`,
    `- one by one on the page: ${await onFreshDatabase(oneByOne)}`,
    `- one by one at a terminal: ${await onFreshDatabase(atTerminal)}`,
  ];
  console.log(lines.join('\n'));
  replaceSection(path.resolve(import.meta.dirname, 'PAGE.md'), 'a hundred markets', lines.join('\n'));
} finally {
  await server.stop();
}

type Db = ReturnType<typeof createKnex>;

async function onFreshDatabase(work: (db: Db, url: string) => Promise<string>): Promise<string> {
  const name = `triage_${Math.random().toString(36).slice(2)}`;
  const admin = createKnex({ client: 'pg', connection: server.url() });
  await admin.raw('create database ??', [name]);
  await admin.destroy();
  const db = createKnex({ client: 'pg', connection: server.url(name), pool: { min: 0, max: 6 } });
  try {
    await runMigrations(db);
    await importMappings(db, [...catalogue] as NewMapping[], { actor: 'bench' });
    await recordUnmappedMarkets(db, goodMarkets());
    return await work(db, server.url(name));
  } finally {
    await db.destroy();
  }
}

/** Markets of a bookmaker that the catalogue has no ids of, called as a mapping and its outcomes are at betPawa or SportyBet. */
function goodMarkets() {
  const markets = catalogue.flatMap((mapping, at) => {
    const names = mapping.outcomeMapping.map(
      each => outcomeNameOf(each, 'betpawa') ?? outcomeNameOf(each, 'sportybet'),
    );
    if (mapping.sport !== 'football' || names.some(name => name === null || name.includes('{'))) return [];
    const outcomes = names.map((name, index) => ({ id: `${index}`, name: name ?? '', odds: 2, active: true }));
    const event = { eventId: '1', sport: 'football' as const };
    const market = {
      source: 'mybook',
      externalMarketId: `m${at}`,
      marketName: mapping.name,
      parameter: null,
      outcomes,
      event,
    };
    const [best] = suggestMappings(market as ScrapedMarket, catalogue, { limit: 1 });
    return best?.match && best.mapping.canonicalId === mapping.canonicalId ? [market] : [];
  });
  if (markets.length < MARKETS) throw new Error(`only ${markets.length} markets have a safe suggestion`);
  return markets.slice(0, MARKETS).map(({ outcomes, event, parameter: _, ...market }) => ({
    ...market,
    sampleOutcomes: outcomes.map(({ id, name, odds }) => ({ id, name, odds })),
    event: { sport: event.sport },
  }));
}

async function withTab(db: Db, work: (tab: Page, url: string) => Promise<string>): Promise<string> {
  const browser = await launch();
  const { url, close } = await serve(db);
  try {
    const { tab } = await openTab(browser);
    await tab.goto(url);
    return await work(tab, url);
  } finally {
    await browser.close();
    await close();
  }
}

function bulk(db: Db): Promise<string> {
  return withTab(db, async tab => {
    const begun = performance.now();
    await tab.selectOption('select[name="set"]', 'all');
    await tab.click('text=Accept safe suggestions…');
    await tab.click('button[data-key="a"]');
    await tab.waitForSelector('h1:has-text("mapped")');
    return `3 acts, ${await left(db)}, ${((performance.now() - begun) / 1000).toFixed(1)} s`;
  });
}

function oneByOne(db: Db): Promise<string> {
  return withTab(db, async tab => {
    const times: number[] = [];
    await tab.keyboard.press('j');
    await Promise.all([tab.waitForURL('**/market/**'), tab.keyboard.press('Enter')]);
    for (let at = 0; at < MARKETS; at++) {
      const address = tab.url();
      const begun = performance.now();
      await tab.keyboard.press('a');
      await tab.waitForURL(each => each.href !== address, { waitUntil: 'load' });
      times.push(performance.now() - begun);
    }
    return `${MARKETS + 2} keys, ${await left(db)}, ${summary(times)}`;
  });
}

/** From a key to the screen that asks for the next one. */
async function atTerminal(db: Db, url: string): Promise<string> {
  const command = `stty rows 40 cols 120; '${process.execPath}' dist/cli.js triage`;
  const env = { ...process.env, TERM: 'xterm', SHELL: '/bin/sh', DATABASE_URL: url };
  const child = spawn('script', ['-qec', command, '/tmp/market-mapping-triage.typescript'], { env });
  const times: number[] = [];
  let [shown, pressed, keys] = ['', 0, 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (!/q quit|any other key/.test(shown)) return;
    shown = '';
    if (pressed > 0) times.push(performance.now() - pressed);
    // The prompt listens a moment after it has drawn itself; nobody presses sooner.
    setTimeout(() => {
      pressed = performance.now();
      keys++;
      child.stdin.write('\r');
    }, 100);
  });
  await new Promise(resolve => child.on('close', resolve));
  return `${keys} keys, ${await left(db)}, ${summary(times)}`;
}

async function left(db: Db): Promise<string> {
  const { items } = await listUnmappedMarkets(db, { status: 'MAPPED', limit: 500 });
  return `${items.length} of ${MARKETS} mapped`;
}

function summary(times: number[]): string {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(0);
  return `${at(0.5)} ms each in the middle, ${at(0.95)} ms at the 95th percentile`;
}
