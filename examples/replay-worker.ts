/**
 * A worker that reads the payload files of a folder on a timer, as a scraper leaves them there, and counts what does not map:
 *
 *   DATABASE_URL=postgres://… PAYLOADS=captured INTERVAL_MS=60000 npx tsx examples/replay-worker.ts
 *
 * A file is named after its bookmaker: `sportybet.json`, `bet9ja-2.json`. One round follows the other, never two at once; a file
 * that can't be read is told and left out. On SIGTERM the round that runs is finished, what was counted is written, and it ends.
 * Its health is at /healthz where PORT is set.
 *
 * With PAGE_PORT set, the page for mapping is on that port of this machine, and whoever sits at it may change things.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import knex from 'knex';
import {
  createMarketMapper,
  isMarketMappingError,
  KNOWN_SOURCES,
  type MarketMapper,
  parseEvents,
  runMigrations,
  type ScrapedMarket,
} from 'market-mapping';
import { createPage, toNodeHandler } from 'market-mapping/page';

const folder = process.env.PAYLOADS ?? path.join(import.meta.dirname, 'payloads');
const intervalMs = Number(process.env.INTERVAL_MS ?? 60_000);
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
await runMigrations(db);
const mapper = await createMarketMapper(db, { logger: console });
mapper.on('discovered', market =>
  console.log(`new: ${market.source} ${market.externalMarketId} ${market.marketName ?? ''}`),
);
const health = createServer((request, response) => {
  if (request.url !== '/healthz') return void response.writeHead(404).end();
  const state = mapper.health();
  response.writeHead(state.ok ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(state));
});
const port = process.env.PORT;
if (port) health.listen(Number(port), process.env.HOST ?? '127.0.0.1', () => console.log('health:', health.address()));

const page = createServer(
  toNodeHandler(createPage(db, { access: ownMachineOnly, actor: () => process.env.USER, onError: console.error })),
);
if (process.env.PAGE_PORT !== undefined) page.listen(Number(process.env.PAGE_PORT), '127.0.0.1');
for (let round = 1; !stopping.signal.aborted; round++) {
  const { markets, mapped } = await playRound(mapper);
  console.log(`round ${round}: ${markets} markets, ${mapped} mapped`);
  await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => {});
}
health.close();
health.closeAllConnections();
page.close();
page.closeAllConnections();
await mapper.close();
await db.destroy();
console.log('ended');

/** A site's name can be made to lead to this machine: only its own names are answered. */
function ownMachineOnly(request: Request): 'write' | 'none' {
  return ['localhost', '127.0.0.1'].includes(new URL(request.url).hostname) ? 'write' : 'none';
}

async function playRound(mapper: MarketMapper): Promise<{ markets: number; mapped: number }> {
  let markets = 0;
  let mapped = 0;
  for (const name of (await readdir(folder)).sort()) {
    const [source = ''] = name.split(/[-.]/);
    if (!name.endsWith('.json') || !KNOWN_SOURCES.some(known => known === source)) continue;
    try {
      const payload: unknown = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
      let previous: ScrapedMarket | undefined;
      for (const { market, resolution } of parseEvents(payload, source).flatMap(event => mapper.resolveEvent(event))) {
        if (resolution.status !== 'mapped') mapper.recordUnmapped(market, resolution);
        // Several mappings can share a market; the first has what none of them knows.
        if (market === previous) continue;
        previous = market;
        markets++;
        if (resolution.status === 'mapped') mapped++;
      }
    } catch (error) {
      // One bad file must not keep the others from being read.
      if (!isMarketMappingError(error) && !(error instanceof SyntaxError)) throw error;
      console.warn(`${name}: ${error.message}`);
    }
  }
  return { markets, mapped };
}
