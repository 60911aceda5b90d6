import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkSchema,
  createIgnoreRule,
  createMapping,
  createMarketMapper,
  exportMappings,
  importMappings,
  listAuditLog,
  listMappings,
  listUnmappedHistory,
  listUnmappedMarkets,
  recordUnmappedMarkets,
  updateMapping,
  updateUnmappedMarkets,
} from '../../src/index.js';
import { routes } from '../../src/page/routes/index.js';
import { newMapping } from '../support/builders.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { HOSTILE_VALUES, type HostileValue } from '../support/hostile-values.js';
import { type Answer, ORIGIN, PageVisitor } from '../support/page.js';
import { postOf, type ShownForm, type Surface, shapeOfName, surfaceOf } from '../support/page-surface.js';

/** So many values for each field; all of them with `MARKET_MAPPING_HOSTILE=all`. */
const EACH = process.env.MARKET_MAPPING_HOSTILE === 'all' ? HOSTILE_VALUES.length : 1;

const OTHER = { name: 'Nobody knows', betpawaId: null, bet9jaKey: null, outcomeMapping: [] };

let database: TestDatabase;
let db: Knex;
let surface: Surface;

beforeAll(async () => {
  database = await createDatabase();
  db = database.db;
  await createMapping(db, newMapping({ name: 'Both Teams To Score', sport: 'football' }), { actor: 'ada' });
  await updateMapping(db, 'btts_ft', { priority: 2 }, { actor: 'ben', reason: 'first' });
  const sampleOutcomes = [
    { id: '74', name: 'Yes', odds: 1.7 },
    { id: '76', name: 'No', odds: 2.05 },
  ];
  // More than a page of each list has, so that there is a link to the next one; a few of them with a suggestion.
  await importMappings(
    db,
    Array.from({ length: 52 }, (_, at) => newMapping({ ...OTHER, canonicalId: `other_${at}`, sportybetId: `x${at}` })),
  );
  await recordUnmappedMarkets(
    db,
    Array.from({ length: 60 }, (_, at) => ({
      source: `book${at}`,
      externalMarketId: 'gg',
      marketName: at < 6 ? 'Both Teams To Score' : `Nobody knows ${at}`,
      sampleOutcomes: at < 6 ? sampleOutcomes : null,
      event: { sport: 'football' },
    })),
  );
  await updateUnmappedMarkets(db, { ids: [3] }, { status: 'IGNORED' });
  await updateUnmappedMarkets(db, { ids: [4] }, { status: 'ACKNOWLEDGED' });
  await createIgnoreRule(db, { source: 'book5', reason: 'noise' });
  const mapper = await createMarketMapper(db);
  await mapper.close();
  surface = await surfaceOf(attempt);
});
afterAll(() => database.drop());

/** What is written is rolled back, so that each request meets the same database. */
async function attempt(work: (visitor: PageVisitor) => Promise<void>): Promise<void> {
  const trx = await db.transaction();
  try {
    await work(new PageVisitor(trx));
  } finally {
    await trx.rollback();
  }
}

describe('the surface of the page', () => {
  it('is walked whole: every address that the page answers was asked by what the page itself shows', () => {
    const asked = [
      ...surface.addresses.map(address => ({ method: 'GET', address })),
      ...surface.forms.map(({ method, action }) => ({ method, address: action })),
    ].map(({ method, address }) => ({ method, path: new URL(address, ORIGIN).pathname }));
    const missed = routes.filter(
      route => !asked.some(({ method, path }) => method === route.method && route.path.test(path)),
    );
    expect(missed.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(fields().length).toBeGreaterThan(60);
    expect(parameters().length).toBeGreaterThan(60);
  });
});

describe('hostile input', () => {
  it('in any field of any form is never a fault, and never markup', async () => {
    for (const [at, { form, name }] of fields().entries()) {
      for (const value of valuesFor(at)) {
        await attempt(async visitor => {
          const body = [...others(form.fields, name), ...value.pairs(name)].join('&');
          const answer = await visitor.send(postOf(form.action, body));
          await assertHarmless(visitor, answer, value, `${form.action} ${name}: ${value.what}`);
        });
      }
    }
  });

  it('in any parameter of any address is never a fault, and never markup', async () => {
    for (const [at, { address, name, form }] of parameters().entries()) {
      for (const value of valuesFor(at)) {
        const [path = '', query = ''] = address.split('?');
        const rest = others([...new URLSearchParams(query)], name);
        const to = `${path}?${[...rest, ...value.pairs(name)].join('&')}`;
        await attempt(async visitor => {
          const answer = await visitor.send(form ? postOf(to, pairsOf(form.fields)) : new Request(ORIGIN + to));
          await assertHarmless(visitor, answer, value, `${address} ${name}: ${value.what}`);
        });
      }
    }
  });

  it('as the name of a field or a parameter is ignored, or refused', async () => {
    const names = [
      '__proto__',
      'id.__proto__',
      'line.__proto__.side',
      'o.0.name.__proto__',
      'o.9999.canonicalId',
      'to.1',
    ];
    const value = HOSTILE_VALUES[0] as HostileValue;
    for (const form of surface.forms.filter(({ method }) => method === 'POST')) {
      await attempt(async visitor => {
        const extra = [...names, '<script>', 'id.<b>', 'o.0.id."><b>'].flatMap(value.pairs);
        const answer = await visitor.send(postOf(form.action, [pairsOf(form.fields), ...extra].join('&')));
        await assertHarmless(visitor, answer, value, form.action);
      });
    }
  });

  it('as a path leads nowhere', async () => {
    const visitor = new PageVisitor(db);
    const paths = HOSTILE_VALUES.flatMap(value => value.pairs('').map(pair => ({ value, path: pair.slice(1) })));
    const further = ['..', '%2e%2e/%2e%2e', '1/../../set', 'a/'.repeat(2_000)];
    const [value] = HOSTILE_VALUES;
    for (const each of [...paths, ...further.map(path => ({ value, path }))] as typeof paths) {
      for (const before of ['/', '/market/', '/change/', '/rules/', '/market/1/']) {
        await assertHarmless(visitor, await visitor.get(before + each.path), each.value, before + each.path);
      }
    }
  });

  it('that is written leaves the database whole', async () => {
    const visitor = new PageVisitor(db);
    const texts = HOSTILE_VALUES.filter(({ pairs }) => pairs('x').length === 1);
    for (const [at, form] of surface.forms.filter(({ method }) => method === 'POST').entries()) {
      for (const value of [texts[at % texts.length], texts[(at + 7) % texts.length]] as HostileValue[]) {
        const kept = form.fields.filter(([name]) => KEPT.test(name)).map(([...pair]) => pair);
        const filled = form.fields.filter(([name]) => !KEPT.test(name)).flatMap(([name]) => value.pairs(name));
        const body = [new URLSearchParams(kept).toString(), ...filled].join('&');
        const answer = await visitor.send(postOf(form.action, body));
        await assertHarmless(visitor, answer, value, `${form.action} all: ${value.what}`);
      }
    }
    expect(shown).toBeGreaterThan(20);
    expect(await checkSchema(db)).toMatchObject({ ok: true, differences: [] });
    const lists = [listMappings, exportMappings, listAuditLog, listUnmappedMarkets, listUnmappedHistory];
    for (const list of lists) await (list as (db: Knex) => Promise<unknown>)(db);
    const { rows } = await db.raw(
      `select count(*)::integer as torn from (
         select old_value, lag(new_value) over (partition by kept_mapping_id order by id) as before, action from mapping_audit_log
       ) as log where action = 'UPDATE' and before is not null and old_value <> before`,
    );
    expect(rows).toEqual([{ torn: 0 }]);
    for (const address of surface.addresses) {
      const answer = await visitor.get(address);
      await assertHarmless(visitor, answer, HOSTILE_VALUES[0] as HostileValue, `${address} afterwards`);
    }
  });
});

/** What says which row a form is about. */
const KEPT = /^(canonicalId|seen|do|act|set|id|count|to\.\d+|change)$/;

interface NamedField {
  readonly form: ShownForm;
  readonly name: string;
}

/** Every field of every form, those that one rule reads once. */
function fields(): NamedField[] {
  const found = new Map<string, NamedField>();
  for (const form of surface.forms.filter(({ method }) => method === 'POST')) {
    const { pathname } = new URL(form.action, ORIGIN);
    const button = form.fields.at(-1)?.join('=') ?? '';
    for (const [name] of form.fields) {
      found.set(`${pathname.replace(/\d+/g, '#')} ${button} ${shapeOfName(name)}`, { form, name });
    }
  }
  return [...found.values()];
}

interface NamedParameter {
  readonly address: string;
  readonly name: string;
  /** What is sent there; null for a page that is asked for. */
  readonly form: ShownForm | null;
}

/** Every parameter of every path, as links, forms that make links, and addresses of forms have it. */
function parameters(): NamedParameter[] {
  const found = new Map<string, NamedParameter>();
  const add = (address: string, names: Iterable<string>, form: ShownForm | null) => {
    const path = new URL(address, ORIGIN).pathname.replace(/\d+/g, '#');
    for (const name of names) found.set(`${path} ${name} ${form?.method}`, { address, name, form });
  };
  for (const address of surface.addresses) add(address, new URL(address, ORIGIN).searchParams.keys(), null);
  for (const form of surface.forms) {
    const query = new URL(form.action, ORIGIN).searchParams.keys();
    if (form.method === 'POST') add(form.action, query, form);
    else
      add(
        `${form.action.split('?')[0]}?${pairsOf(form.fields)}`,
        form.fields.map(([name]) => name),
        null,
      );
  }
  return [...found.values()];
}

function valuesFor(at: number): HostileValue[] {
  return Array.from(
    { length: EACH },
    (_, each) => HOSTILE_VALUES[(at * EACH + each) % HOSTILE_VALUES.length] as HostileValue,
  );
}

function others(fields: ShownForm['fields'], name: string): string[] {
  return fields.filter(([each]) => each !== name).map(([...pair]) => new URLSearchParams([pair]).toString());
}

function pairsOf(fields: ShownForm['fields']): string {
  return new URLSearchParams(fields.map(([...pair]) => pair)).toString();
}

/** How many pages had something hostile in them, as text: it was asked about, and not only refused. */
let shown = 0;

/** No fault, nothing that a browser would run or load, and no way out of the page; the same where it leads to. */
async function assertHarmless(visitor: PageVisitor, answer: Answer, value: HostileValue, told: string): Promise<void> {
  assertPage(answer, value, told);
  const to = answer.headers.get('location');
  if (to === null) return;
  expect([told, /^\/(?!\/)/.test(to)]).toEqual([told, true]);
  assertPage(await visitor.get(to), value, `${told} -> ${to}`);
}

function assertPage({ status, headers, text }: Answer, value: HostileValue, told: string): void {
  expect([told, status < 500]).toEqual([told, true]);
  if (text.includes('&lt;script>') || text.includes('&quot;>&lt;img')) shown++;
  expect([told, headers.get('set-cookie')]).toEqual([told, null]);
  const scripts = text
    .match(/<script\b[^>]*>/g)
    ?.filter(tag => !/^<script src="\/page-[0-9a-f]{12}\.js" defer(="")?>$/.test(tag));
  expect([told, scripts ?? []]).toEqual([told, []]);
  // Our own markup has none of these, so that whatever is found came from outside. A value in quotes can hold no quotes.
  const bare = text.replaceAll(/="[^"]*"/g, '');
  const tags = bare.match(/<(?:img|iframe|object|embed|base|b)\b[^>]*>|<[^>]*\son[a-z]+[\s=/>]/gi) ?? [];
  const runs = text.match(/(?:href|action|src)="(?!\/|#main)[^"]*"/g) ?? [];
  expect([told, [...tags, ...runs]]).toEqual([told, []]);
  if (value.text !== null) expect([told, text.includes(value.text)]).toEqual([told, false]);
}
