import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMapping, recordUnmappedMarket } from '../../src/index.js';
import { createPage } from '../../src/page.js';
import { newMapping, newSighting } from '../support/builders.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { ORIGIN, PageVisitor } from '../support/page.js';
import { errorOf } from '../support/repository-suite.js';

let database: TestDatabase;
let db: Knex;
beforeAll(async () => {
  database = await createDatabase();
  db = database.db;
  await createMapping(db, newMapping());
  await recordUnmappedMarket(db, newSighting({ marketName: 'Over/Under' }));
});
afterAll(() => database.drop());

const VIEWS = [
  '/',
  '/market/1',
  '/set',
  '/mapping?id=btts_ft',
  '/history',
  '/change/1',
  '/coverage',
  '/mappers',
  '/rules',
  '/keys',
];

describe('an address of the page', () => {
  for (const basePath of ['/', '/admin', '/admin/', '/a/deeply/nested/place']) {
    it(`answers under ${basePath}, with and without a slash at the end, and links to itself only`, async () => {
      const visitor = new PageVisitor(db, { basePath });
      const base = basePath.replace(/\/$/, '');
      for (const view of VIEWS) {
        const [path = '', query] = view.split('?');
        for (const asked of [base + path, `${base}${path}/`]) {
          const { status, text } = await visitor.get(query ? `${asked}?${query}` : asked);
          expect([asked, status]).toEqual([asked, 200]);
          const links = [...text.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, to = '']) => to);
          expect(links.filter(to => !to.startsWith(`${base}/`) && to !== '#main')).toEqual([]);
        }
      }
    });
  }

  it('may have been stripped of the base path by a proxy', async () => {
    const visitor = new PageVisitor(db, { basePath: '/admin' });
    const { status, text } = await visitor.get('/set');
    expect(status).toBe(200);
    expect(text).toContain('href="/admin/mapping?id=btts_ft"');
  });

  it('is not found where there is no such page, market, change or mapping', async () => {
    const visitor = new PageVisitor(db);
    for (const path of [
      '/nothing',
      '/market/99',
      '/market/0',
      '/market/99999999999999',
      '/change/99',
      '/mapping?id=x',
      '/mapping',
    ]) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
    }
  });

  it('loads two files whose names tell their contents, and has nothing inline', async () => {
    const visitor = new PageVisitor(db);
    const { headers, text } = await visitor.get('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).not.toMatch(/<style|<script>|<script (?![^>]*src=)| style=| on[a-z]+=/);
    for (const [, file = ''] of text.matchAll(/(?:href|src)="(\/page-[0-9a-f]{12}\.(?:css|js))"/g)) {
      const asset = await visitor.get(file);
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')]);
      expect(asset.text.length).toBeGreaterThan(1_000);
    }
  });

  it('answers HEAD without a body, and no other method', async () => {
    const visitor = new PageVisitor(db);
    expect(await visitor.send(new Request(`${ORIGIN}/set`, { method: 'HEAD' }))).toMatchObject({
      status: 200,
      text: '',
    });
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await visitor.send(new Request(`${ORIGIN}/set`, { method }))).status).toBe(405);
    }
  });
});

describe('access', () => {
  it('is to read only where nothing is said', async () => {
    const handle = createPage(db);
    const get = await handle(new Request(`${ORIGIN}/market/1`));
    expect(get.status).toBe(200);
    expect(await get.text()).not.toContain('/market/1/status');
    const headers = { 'sec-fetch-site': 'same-origin' };
    const body = new URLSearchParams({ status: 'IGNORED' });
    expect((await handle(new Request(`${ORIGIN}/market/1/status`, { method: 'POST', body, headers }))).status).toBe(
      403,
    );
  });

  it('is asked for with each request, and may take its time', async () => {
    const access = async (request: Request) => (request.headers.get('cookie') === 'role=reader' ? 'read' : 'none');
    const visitor = new PageVisitor(db, { access });
    expect((await visitor.get('/set', { cookie: 'role=reader' })).status).toBe(200);
    const refused = await visitor.get('/set');
    expect(refused.status).toBe(403);
    expect(refused.text).not.toContain('btts_ft');
  });

  it('is none where the function fails or says something else', async () => {
    for (const access of [() => 'admin' as never, () => undefined as never, () => true as never]) {
      expect((await new PageVisitor(db, { access }).get('/set')).status).toBe(403);
    }
    const failing = new PageVisitor(db, { access: () => Promise.reject(new Error('secret of the host')) });
    const { status, text } = await failing.get('/set');
    expect(status).toBe(500);
    expect(text).not.toContain('secret');
    expect(text).not.toContain('btts_ft');
  });
});

describe('a change', () => {
  const send = (headers: Record<string, string>, options = {}) =>
    new PageVisitor(db, options).send(
      new Request(`${ORIGIN}/market/1/status`, {
        method: 'POST',
        body: new URLSearchParams({ status: 'NEW' }),
        headers,
      }),
    );

  it('is refused unless the browser says that it comes from the page itself', async () => {
    for (const site of ['cross-site', 'same-site', 'none', 'something']) {
      expect([site, (await send({ 'sec-fetch-site': site, origin: ORIGIN })).status]).toEqual([site, 403]);
    }
    expect((await send({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  });

  it('goes by the origin where the browser does not say', async () => {
    expect((await send({ origin: ORIGIN })).status).toBe(303);
    for (const origin of [
      'https://evil.example',
      'null',
      'http://odds.example',
      `${ORIGIN}:8443`,
      `${ORIGIN}.evil.example`,
    ]) {
      expect([origin, (await send({ origin })).status]).toEqual([origin, 403]);
    }
    expect((await send({})).status).toBe(403);
    expect((await send({ origin: 'https://public.example' }, { origins: ['https://public.example'] })).status).toBe(
      303,
    );
  });

  it('has a body of at most a megabyte, and that of a form', async () => {
    const visitor = new PageVisitor(db);
    const headers = { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' };
    const post = (body: BodyInit, more = {}) =>
      visitor.send(
        new Request(`${ORIGIN}/market/1/status`, {
          method: 'POST',
          body,
          headers: { ...headers, ...more },
          duplex: 'half',
        } as RequestInit),
      );
    expect((await post(`notes=${'x'.repeat(1_048_571)}`)).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream({
      pull: controller => {
        sent += 65_536;
        controller.enqueue(new TextEncoder().encode('x'.repeat(65_536)));
      },
    });
    expect((await post(endless)).status).toBe(413);
    expect(sent).toBeLessThan(2_000_000);
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(415);
  });
});

describe('a database that is away', () => {
  it('is a page that says so, and is told to the host', async () => {
    const away = createKnex({
      client: 'pg',
      connection: 'postgres://nobody@127.0.0.1:1/none',
      pool: { min: 0, max: 2 },
    });
    const told: unknown[] = [];
    const visitor = new PageVisitor(away, {
      onError: error => {
        told.push(error);
        throw new Error('from the host');
      },
    });
    for (const path of ['/', '/set', '/coverage', '/market/1', '/history', '/mappers', '/rules']) {
      const { status, text } = await visitor.get(path);
      expect([path, status]).toEqual([path, 503]);
      expect(text).toContain('The database is away');
    }
    expect((await visitor.get('/keys')).status).toBe(200);
    expect(told.length).toBe(7);
    await away.destroy();
  });

  it('does not keep anybody waiting, nor the connections of the host', async () => {
    const visitor = new PageVisitor(db, { timeLimitMs: 300 });
    const lock = await db.transaction();
    await lock.raw(`lock table ${database.table('user_market_mappings')} in access exclusive mode`);
    const answers = await Promise.all(Array.from({ length: 12 }, () => visitor.get('/set')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    // Twelve asked; four of them wait for the lock, and the pool of ten has connections left.
    expect((await db.raw('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await lock.rollback();
    await expect.poll(async () => (await visitor.get('/set')).status).toBe(200);
  });
});

describe('options', () => {
  it('are refused where they are none', async () => {
    for (const [options, field] of [
      [{ basePath: 'admin' }, 'basePath'],
      [{ basePath: '/a/../b' }, 'basePath'],
      [{ basePath: '/a?b' }, 'basePath'],
      [{ origins: ['https://odds.example/path'] }, 'origins[0]'],
      [{ origins: ['odds.example'] }, 'origins[0]'],
      [{ access: 'write' }, 'access'],
      [{ title: ' ' }, 'title'],
      [{ timeLimitMs: 5 }, 'timeLimitMs'],
      [{ bassPath: '/x' }, 'options.bassPath'],
      [{ schema: 'a"b' }, 'schema'],
    ] as const) {
      const error = await errorOf((async () => createPage(db, options as never))());
      expect([error.code, error.field]).toEqual(['VALIDATION', field]);
    }
  });
});
