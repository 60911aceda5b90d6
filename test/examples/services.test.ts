import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mappings } from '../../examples/mappings.js';
import {
  createMapping,
  exportMappings,
  getStats,
  importMappings,
  KNOWN_SOURCES,
  listUnmappedMarkets,
} from '../../src/index.js';
import { newMapping } from '../support/builders.js';
import { databaseForThisTest } from '../support/databases.js';

/** An example as a process, killed with the test. */
class Example {
  readonly #child: ChildProcess;
  readonly #said: string[] = [];
  readonly #exited: Promise<[number | null]>;
  #told: () => void = () => {};

  constructor(file: string, env: Record<string, string>) {
    const args = ['--import', 'tsx', `examples/${file}`];
    this.#child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = once(this.#child, 'exit') as Promise<[number | null]>;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', line => {
        this.#said.push(line);
        this.#told();
      });
    }
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  /** Waits for a line that has a pattern in it, among those said so far too. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = this.#said.map(line => pattern.exec(line)).find(match => match !== null);
      if (found) return found;
      const more = new Promise<'more'>(resolve => {
        this.#told = () => resolve('more');
      });
      if ((await Promise.race([more, this.#exited])) !== 'more') throw new Error(`it ended: ${this.#said.join('\n')}`);
    }
  }

  /** SIGTERM; resolves with the exit code. */
  async terminate(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const [code] = await this.#exited;
    return code;
  }
}

describe('the Fastify service', () => {
  it('answers with prices, tells its health, hears of changes, and writes what it counted when it is told to end', async () => {
    const { db, url } = await databaseForThisTest({ empty: true });
    const service = new Example('fastify-service.ts', { DATABASE_URL: url, PORT: '0' });
    const [, base = ''] = await service.line(/listening on (\S+)/);
    const post = (source: string, body: string) =>
      fetch(`${base}/events/${source}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const payload = await readFile('examples/payloads/sportybet.json', 'utf8');
    expect(await (await post('sportybet', payload)).json()).toEqual({ prices: [], unmapped: 8 });

    await createMapping(db, newMapping());
    await expect
      .poll(async () => (await post('sportybet', payload)).json(), { timeout: 30_000 })
      .toMatchObject({
        prices: [
          { market: 'btts_ft', outcome: 'yes', odds: 1.72 },
          { outcome: 'no', active: false },
        ],
      });

    const health = await fetch(`${base}/healthz`);
    expect([health.status, await health.json()]).toMatchObject([200, { ok: true, snapshotSize: 1 }]);
    expect((await post('sportybet', '{"hello":1}')).status).toBe(422);
    expect((await post('bet365', payload)).status).toBe(404);
    const betika = await readFile('examples/payloads/betika.json', 'utf8');
    expect(await (await post('betika', betika)).json()).toEqual({ prices: [], unmapped: 5 });

    expect(await service.terminate()).toBe(0);
    const { items } = await listUnmappedMarkets(db, { search: '60200' });
    expect(items).toMatchObject([{ source: 'sportybet', externalMarketId: '60200' }]);
  });
});

describe('the worker', () => {
  it('replays payloads on a timer, past a bad file, and writes what it counted when it is told to end', async () => {
    const { db, url } = await databaseForThisTest();
    await importMappings(db, mappings);
    const folder = await mkdtemp(path.join(tmpdir(), 'market-mapping-payloads-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const name of KNOWN_SOURCES) {
      await copyFile(`examples/payloads/${name}.json`, path.join(folder, `${name}-1.json`));
    }
    await writeFile(path.join(folder, 'bet9ja-2.json'), '{"cut of');
    const worker = new Example('replay-worker.ts', { DATABASE_URL: url, PAYLOADS: folder, INTERVAL_MS: '3600000' });
    const [, markets, mapped] = await worker.line(/round 1: (\d+) markets, (\d+) mapped/);
    await worker.line(/bet9ja-2\.json: /);
    expect(Number(markets)).toBe(47);
    expect(Number(mapped)).toBeGreaterThan(0);
    expect(await worker.terminate()).toBe(0);
    const logged = (await listUnmappedMarkets(db)).items.reduce((sum, market) => sum + market.occurrenceCount, 0);
    expect(logged).toBe(Number(markets) - Number(mapped));
    expect((await getStats(db)).mappings.total).toBe((await exportMappings(db)).length);
  });

  it('begins another round each time the interval is over', async () => {
    const { url } = await databaseForThisTest();
    const worker = new Example('replay-worker.ts', { DATABASE_URL: url, INTERVAL_MS: '10', PORT: '0' });
    const [, port] = await worker.line(/port: (\d+)/);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, await health.json()]).toMatchObject([200, { ok: true }]);
    await worker.line(/round 3: 47 markets, 0 mapped/);
    expect(await worker.terminate()).toBe(0);
  });
});
