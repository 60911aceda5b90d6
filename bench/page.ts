/**
 * How long the server takes to make pages, on 10,000 mappings and 100,000 rows of the log: `npm run bench:page`, which writes its part of
 * bench/PAGE.md. It also says how large the two files are that the first page loads.
 */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import createKnex from 'knex';
import { startPostgres } from '../dev/postgres-server.js';
import { replaceSection } from '../scripts/replace-section.js';
import { catalogue } from '../src/catalogue.js';
import { importMappings, type NewMapping, recordUnmappedMarkets, runMigrations, SPORTS } from '../src/index.js';
import { ASSETS } from '../src/page/assets/assets.js';
import { createPage } from '../src/page.js';
import { formsOf } from '../test/support/page-surface.js';

const MAPPINGS = 10_000;
const ROWS = 100_000;
const ROUNDS = 40;
const LIMIT_MS = 50;
/** With what their ids begin here. */
const BOOKMAKERS = [
  ['bet9ja', 'S_K'],
  ['sportybet', 's'],
  ['betpawa', 'b'],
  ['msport', 'm'],
  ['betway', 'w'],
] as const;

const server = await startPostgres();
const db = createKnex({ client: 'pg', connection: server.url(), pool: { min: 0, max: 4 } });
try {
  await runMigrations(db);
  await fill();
  const views: [what: string, path: (at: number) => string][] = [
    ['queue', at => (at % 2 === 0 ? '/' : '/?sort=lastSeenAt')],
    ['queue, searched', at => `/?search=${encodeURIComponent(`half ${at}`)}`],
    ['one market with suggestions and preview', at => `/market/${6 + at * 97}`],
    ['mappings', at => `/set?search=${at}`],
    ['one mapping', at => `/mapping?id=market_${at}`],
    ['history', () => '/history'],
    ['preview of an edit', at => `preview market_${at}`],
    ['coverage', () => '/coverage'],
    ['mappers', () => '/mappers'],
  ];
  const handle = createPage(db, { access: () => 'write', timeLimitMs: 60_000 });
  const lines = [`| page | median | 95th percentile | at most ${LIMIT_MS} ms | the first |`, '|---|---|---|---|---|'];
  for (const [what, path] of views) {
    const first = await timeOf(handle, path(0));
    const times: number[] = [];
    for (let at = 1; at <= ROUNDS; at++) times.push(await timeOf(handle, path(at)));
    times.sort((a, b) => a - b);
    const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
    const median = times[times.length >> 1] ?? 0;
    const verdict = p95 <= LIMIT_MS ? 'yes' : 'NO';
    lines.push(`| ${what} | ${median.toFixed(1)} ms | ${p95.toFixed(1)} ms | ${verdict} | ${first.toFixed(0)} ms |`);
  }
  const bytes = ASSETS.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
  lines.push(
    '',
    `The two files that the first page loads have ${(bytes / 1000).toFixed(1)} kB gzip together (at most 20).`,
  );
  console.log(lines.join('\n'));
  replaceSection(path.resolve(import.meta.dirname, 'PAGE.md'), 'server time', lines.join('\n'));
} finally {
  await db.destroy();
  await server.stop();
}

async function timeOf(handle: (request: Request) => Promise<Response>, path: string): Promise<number> {
  const request = path.startsWith('/')
    ? new Request(`http://localhost${path}`)
    : await previewOf(handle, path.slice(8));
  const begun = performance.now();
  const response = await handle(request);
  await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return performance.now() - begun;
}

/** The form of a mapping with another name, as its button sends it that shows what would change. */
async function previewOf(handle: (request: Request) => Promise<Response>, id: string): Promise<Request> {
  const page = await (await handle(new Request(`http://localhost/mapping?id=${id}`))).text();
  const form = formsOf(page).find(({ fields }) => fields.some(([name, value]) => name === 'do' && value === 'preview'));
  const body = new URLSearchParams(
    (form?.fields ?? []).map(([name, value]) => [name, name === 'name' ? `${value}!` : value]),
  );
  return new Request('http://localhost/mapping', {
    method: 'POST',
    body,
    headers: { 'sec-fetch-site': 'same-origin' },
  });
}

async function fill(): Promise<void> {
  const [football] = catalogue;
  if (!football) throw new Error('the catalogue is empty');
  const words = [
    'Both Teams To Score',
    'Over/Under',
    'Match Winner',
    'Double Chance',
    'Handicap',
    'Odd/Even',
    'Correct Score',
  ];
  // Those of the catalogue, for one sport after the other.
  const mappings = Array.from({ length: MAPPINGS }, (_, at): NewMapping => {
    const mapping = catalogue[at % catalogue.length] ?? football;
    const copy = Math.floor(at / catalogue.length);
    const ids = { betpawaId: `b${at}`, sportybetId: `s${at}`, bet9jaKey: `S_K${at}`, sourceIds: { msport: `m${at}` } };
    return { ...mapping, ...ids, canonicalId: `market_${at}`, sport: SPORTS[copy % SPORTS.length] ?? 'football' };
  });
  await importMappings(db, mappings, { actor: 'bench' });
  for (let from = 0; from < ROWS; from += 5_000) {
    await recordUnmappedMarkets(
      db,
      Array.from({ length: 5_000 }, (_, step) => toSighting(from + step, words)),
    );
  }
  await db.raw('analyze');
}

/** One in four is of a market that is mapped by now, so that its row is closed. */
function toSighting(at: number, words: readonly string[]) {
  const [source, prefix] = BOOKMAKERS[at % BOOKMAKERS.length] ?? BOOKMAKERS[0];
  const isMapped = Math.floor(at / BOOKMAKERS.length) % 4 === 0;
  const id = isMapped ? at % MAPPINGS : ROWS + at;
  return {
    source,
    externalMarketId: source === 'bet9ja' ? `${prefix}${id}@${at}.5` : `${prefix}${id}`,
    marketName: `${words[at % words.length]} half ${at}`,
    sampleOutcomes: [
      { id: '1', name: 'Yes', odds: 1.8 },
      { id: '2', name: 'No', odds: 1.9 },
    ],
    occurrences: 1 + (at % 1_000),
    event: { sport: 'football' as const },
  };
}
