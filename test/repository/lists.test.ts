import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditFilter,
  activateMapping,
  createMapping,
  deactivateMapping,
  deleteMapping,
  listAuditLog,
  listMappings,
  listUnmappedMarkets,
  type MappingFilter,
  type Page,
  type PageOptions,
  recordUnmappedMarkets,
  type UnmappedFilter,
  type UnmappedSort,
  updateMapping,
} from '../../src/index.js';
import { bet9jaMapping, newMapping } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { AUDIT, errorOf, MAPPINGS, SuiteDatabase, UNMAPPED } from '../support/repository-suite.js';

const database = new SuiteDatabase();
/** The mappings of these tests have ids in common, which is not what they are about. */
const SHARED = { ...IN_SCHEMA, allowShared: true };

type List = (filter: PageOptions) => Promise<Page<{ id: number }>>;
const LISTS: readonly [name: string, list: List][] = [
  ['listMappings', filter => listMappings(database.db, filter, IN_SCHEMA)],
  ['listAuditLog', filter => listAuditLog(database.db, filter, IN_SCHEMA)],
  ['listUnmappedMarkets', filter => listUnmappedMarkets(database.db, filter, IN_SCHEMA)],
];

/** Rows in all three tables. */
async function fill(last: number, first = 1): Promise<void> {
  const series = `select n from generate_series(${first}, ${last}) n`;
  await database.db.raw(`insert into ${database.table(MAPPINGS)} (canonical_id, name, betpawa_id, outcome_mapping)
    select 'm' || n, 'Market ' || n, n, '[]' from (${series}) s`);
  // Their audit rows are the trigger's.
  await database.db.raw(
    `insert into ${database.table(UNMAPPED)} (source, external_market_id) select 'betpawa', n from (${series}) s`,
  );
}

/** The ids of every page, one after the other. */
async function pages(list: List, filter: PageOptions): Promise<number[][]> {
  const found: number[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...filter, cursor });
    found.push(page.items.map(item => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < 100);
  return found;
}

describe.each(LISTS)('the pages of %s', (_, list) => {
  it('are one empty page where there is nothing', async () => {
    expect(await list({})).toEqual({ items: [], nextCursor: null });
  });

  it('hold 50 items by default and up to 500', async () => {
    await fill(501);
    expect((await list({})).items).toHaveLength(50);
    expect((await list({ limit: 500 })).items).toHaveLength(500);
    expect((await pages(list, { limit: 500 })).map(page => page.length)).toEqual([500, 1]);
  });

  it('end with the last row: no empty page follows a full one', async () => {
    await fill(6);
    expect((await pages(list, { limit: 3 })).map(page => page.length)).toEqual([3, 3]);
    expect((await pages(list, { limit: 6 })).map(page => page.length)).toEqual([6]);
    expect((await pages(list, { limit: 4 })).map(page => page.length)).toEqual([4, 2]);
  });

  it('begin after the last row of the page before, also where that row is gone and new ones have come', async () => {
    await fill(6);
    const first = await list({ limit: 3 });
    const seen = first.items.map(item => item.id);
    await fill(9, 7);
    await database.db.transaction(async trx => {
      await trx.raw(`set local market_mapping.alters_history = 'on'`);
      for (const table of [AUDIT, MAPPINGS, UNMAPPED]) {
        await trx.raw(`delete from ${database.table(table)} where id = ?`, [seen.at(-1) ?? 0]);
      }
    });
    const second = await list({ limit: 3, cursor: first.nextCursor ?? '' });
    const rest = [1, 2, 3, 4, 5, 6].filter(id => !seen.includes(id));
    expect(second.items.map(item => item.id).sort()).toEqual(rest);
  });

  it('refuse a limit that is no whole number from 1 to 500', async () => {
    for (const limit of [0, -1, 501, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10', null]) {
      const error = await errorOf(list({ limit: limit as number }));
      expect(error, `limit ${limit}`).toMatchObject({ code: 'VALIDATION', field: 'limit' });
    }
  });

  it('refuse a forged cursor', async () => {
    const forged: unknown[] = [null, 5, 'x', { 0: 'mappings', 1: 1 }, ['mappings'], []];
    for (const order of ['mappings', 'audit', 'unmapped occurrenceCount desc']) {
      for (const rest of [['1; drop table x'], [null], [1.5], [2147483648], [1, 2, 3], [1, 0], [{}], ['1', 1]]) {
        forged.push([order, ...rest]);
      }
    }
    const cursors: unknown[] = forged.map(value => Buffer.from(JSON.stringify(value)).toString('base64url'));
    for (const cursor of [...cursors, '', 'x', 7, null, {}]) {
      const error = await errorOf(list({ cursor: cursor as string }));
      expect(error, `cursor ${cursor}`).toMatchObject({ code: 'VALIDATION', field: 'cursor' });
    }
  });

  it('refuse the cursor of another list', async () => {
    await fill(2);
    const cursors = await Promise.all(LISTS.map(([, other]) => other({ limit: 1 }).then(page => page.nextCursor)));
    const answers = await Promise.all(
      cursors.map(cursor =>
        list({ cursor: cursor ?? '' }).then(
          () => 'a page',
          error => error.field,
        ),
      ),
    );
    expect(answers.sort()).toEqual(['a page', 'cursor', 'cursor']);
  });

  it('refuse any text as a cursor by the same error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), async cursor => {
        const error = await errorOf(list({ cursor }));
        expect(error).toMatchObject({ code: 'VALIDATION', field: 'cursor' });
      }),
      { numRuns: 50 },
    );
  });

  it('refuse a filter they do not know', async () => {
    const error = await errorOf(list({ sort: 'id' } as PageOptions));
    expect(error).toMatchObject({ code: 'VALIDATION', field: 'sort' });
  });
});

describe('listMappings', () => {
  const ids = async (filter: MappingFilter) =>
    (await listMappings(database.db, filter, IN_SCHEMA)).items.map(mapping => mapping.canonicalId);

  it('shows whole mappings in the order of their creation', async () => {
    const first = await createMapping(database.db, newMapping({ canonicalId: 'b' }), SHARED);
    const second = await createMapping(database.db, newMapping({ canonicalId: 'a', priority: 9 }), SHARED);
    expect(await listMappings(database.db, {}, IN_SCHEMA)).toEqual({ items: [first, second], nextCursor: null });
  });

  it('filters by source and by whether they are active, and by both', async () => {
    await createMapping(database.db, newMapping({ canonicalId: 'all' }), SHARED);
    await createMapping(database.db, bet9jaMapping('S_OU', { canonicalId: 'bet9ja' }), SHARED);
    await createMapping(database.db, newMapping({ canonicalId: 'off' }), SHARED);
    await deactivateMapping(database.db, 'off', IN_SCHEMA);
    expect(await ids({ source: 'bet9ja' })).toEqual(['all', 'bet9ja', 'off']);
    expect(await ids({ source: 'betpawa' })).toEqual(['all', 'off']);
    expect(await ids({ isActive: true })).toEqual(['all', 'bet9ja']);
    expect(await ids({ isActive: false })).toEqual(['off']);
    expect(await ids({ source: 'sportybet', isActive: true })).toEqual(['all']);
  });

  it('searches the canonical id, the name and the source ids, in any case', async () => {
    await createMapping(database.db, newMapping(), SHARED);
    await createMapping(database.db, bet9jaMapping('S_OU', { name: 'Over/Under' }), SHARED);
    for (const search of ['BTTS', 'teams to SCORE', '379', '29', 'ggng', 's_g']) {
      expect(await ids({ search })).toEqual(['btts_ft']);
    }
    expect(await ids({ search: 's' })).toEqual(['btts_ft', 'S_OU']);
    expect(await ids({ search: 'nothing' })).toEqual([]);
    expect(await ids({ search: 'btts', source: 'bet9ja', isActive: false })).toEqual([]);
  });

  it('searches for %, _, \\ and quotes as they are', async () => {
    const names = ['100%', 'a_b', 'a\\b', `it's`, '?', '$1', 'axb'];
    for (const name of names) {
      await createMapping(database.db, newMapping({ canonicalId: `x${name}`, name }), SHARED);
    }
    for (const name of names) expect(await ids({ search: name })).toEqual([`x${name}`]);
    expect(await ids({ search: 'a%b' })).toEqual([]);
    expect(await ids({ search: '%' })).toEqual(['x100%']);
  });
});

describe('listAuditLog', () => {
  const actions = async (filter: AuditFilter) =>
    (await listAuditLog(database.db, filter, IN_SCHEMA)).items.map(entry => `${entry.action} ${entry.canonicalId}`);

  it('shows the latest change first, with everything that is known of it', async () => {
    await createMapping(database.db, newMapping(), { ...IN_SCHEMA, actor: 'ada', reason: 'seen often' });
    await updateMapping(database.db, 'btts_ft', { name: 'GG/NG' }, { ...IN_SCHEMA, actor: 'ben' });
    const { items } = await listAuditLog(database.db, {}, IN_SCHEMA);
    const [update, create] = await database.rows(AUDIT).then(rows => rows.reverse());
    expect(items).toEqual([
      {
        id: 2,
        mappingId: 1,
        canonicalId: 'btts_ft',
        action: 'UPDATE',
        oldValue: update?.old_value,
        newValue: update?.new_value,
        reason: null,
        createdAt: expect.any(Date),
        createdBy: 'ben',
        origin: 'library',
        changeId: null,
      },
      {
        id: 1,
        mappingId: 1,
        canonicalId: 'btts_ft',
        action: 'CREATE',
        oldValue: null,
        newValue: create?.new_value,
        reason: 'seen often',
        createdAt: expect.any(Date),
        createdBy: 'ada',
        origin: 'library',
        changeId: null,
      },
    ]);
  });

  it('filters by canonical id (of deleted mappings too), by mapping and by action', async () => {
    const { id } = await createMapping(database.db, newMapping({ canonicalId: 'a' }), SHARED);
    await createMapping(database.db, newMapping({ canonicalId: 'b' }), SHARED);
    await deactivateMapping(database.db, 'a', IN_SCHEMA);
    await activateMapping(database.db, 'a', SHARED);
    await deleteMapping(database.db, 'b', IN_SCHEMA);
    expect(await actions({})).toEqual(['DELETE b', 'ACTIVATE a', 'DEACTIVATE a', 'CREATE b', 'CREATE a']);
    expect(await actions({ canonicalId: 'b' })).toEqual(['DELETE b', 'CREATE b']);
    expect(await actions({ mappingId: id })).toEqual(['ACTIVATE a', 'DEACTIVATE a', 'CREATE a']);
    expect(await actions({ action: 'CREATE' })).toEqual(['CREATE b', 'CREATE a']);
    expect(await actions({ action: 'CREATE', canonicalId: 'a' })).toEqual(['CREATE a']);
    expect(await actions({ canonicalId: 'nobody' })).toEqual([]);
  });

  it('filters by time, both ends included to the millisecond that a Date can tell', async () => {
    for (const [id, time] of [
      ['before', '10:00:00.000999'],
      ['first', '10:00:00.001000'],
      ['last', '10:00:00.002999'],
      ['after', '10:00:00.003000'],
    ] as const) {
      await database.db.raw(
        `insert into ${database.table(AUDIT)} (canonical_id, action, created_at) values (?, 'CREATE', ?)`,
        [id, `2026-05-06 ${time}+00`],
      );
    }
    const from = new Date('2026-05-06T10:00:00.001Z');
    const to = new Date('2026-05-06T10:00:00.002Z');
    expect(await actions({ from, to })).toEqual(['CREATE last', 'CREATE first']);
    expect(await actions({ from })).toEqual(['CREATE after', 'CREATE last', 'CREATE first']);
    expect(await actions({ to })).toEqual(['CREATE last', 'CREATE first', 'CREATE before']);
    expect(await actions({ from: to, to: from })).toEqual([]);
  });

  it('takes the earliest and the latest time that a date may have', async () => {
    await createMapping(database.db, newMapping(), SHARED);
    const from = new Date(0);
    const to = new Date('9999-12-31T23:59:59.999Z');
    expect(await actions({ from, to })).toEqual(['CREATE btts_ft']);
  });
});

describe('listUnmappedMarkets', () => {
  const list = async (filter: UnmappedFilter) =>
    (await listUnmappedMarkets(database.db, filter, IN_SCHEMA)).items.map(market => market.externalMarketId);

  const SORTS: readonly UnmappedSort[] = ['occurrenceCount', 'lastSeenAt', 'firstSeenAt'];
  const ORDERS = SORTS.flatMap(sortBy => (['asc', 'desc'] as const).map(order => ({ sortBy, order })));

  /** Counts and times that often tie, and times that differ by one microsecond. */
  async function fillWithTies(): Promise<void> {
    await database.db.raw(
      `insert into ${database.table(UNMAPPED)} (source, external_market_id, occurrence_count, first_seen_at, last_seen_at)
       select 'betpawa', n, 1 + n % 3, at + (n * 7 % 5) * interval '1 microsecond', at + (n * 3 % 4) * interval '1 microsecond'
       from generate_series(1, 23) n, (select '2026-05-06 11:00:00.123456+00'::timestamptz as at) t`,
    );
  }

  it('shows whole markets, the most often seen first', async () => {
    const seenAt = new Date('2026-05-06T11:00:00.123Z');
    const seen = { source: 'betpawa', sampleOutcomes: [{ name: 'Yes' }], seenAt } as const;
    await recordUnmappedMarkets(
      database.db,
      [
        { ...seen, externalMarketId: '1', occurrences: 2 },
        { ...seen, externalMarketId: '2', occurrences: 30, marketName: 'Winner' },
      ],
      IN_SCHEMA,
    );
    const { items } = await listUnmappedMarkets(database.db, {}, IN_SCHEMA);
    expect(items.map(market => market.externalMarketId)).toEqual(['2', '1']);
    expect(items[0]).toEqual({
      id: 2,
      source: 'betpawa',
      externalMarketId: '2',
      marketName: 'Winner',
      sampleOutcomes: [{ name: 'Yes' }],
      firstSeenAt: seenAt,
      lastSeenAt: seenAt,
      occurrenceCount: 30,
      status: 'NEW',
      notes: null,
      reason: 'UNKNOWN_MARKET',
      sightingsByDay: [{ day: '2026-05-06', count: 30 }],
    });
  });

  it.each(ORDERS)('pages through ties and microseconds in order: $sortBy $order', async ({ sortBy, order }) => {
    await fillWithTies();
    const column = { occurrenceCount: 'occurrence_count', lastSeenAt: 'last_seen_at', firstSeenAt: 'first_seen_at' }[
      sortBy
    ];
    const { rows } = await database.db.raw(
      `select id from ${database.table(UNMAPPED)} order by ${column} ${order}, id ${order}`,
    );
    const expected = rows.map((row: { id: number }) => row.id);
    const byPage: List = filter => listUnmappedMarkets(database.db, { ...filter, sortBy, order }, IN_SCHEMA);
    for (const limit of [1, 2, 4, 23]) expect((await pages(byPage, { limit })).flat()).toEqual(expected);
  });

  it('pages to the microsecond in a session of another time zone', async () => {
    await fillWithTies();
    await database.db.transaction(async trx => {
      await trx.raw(`set local timezone to 'Asia/Kolkata'`);
      const byPage: List = filter => listUnmappedMarkets(trx, { ...filter, sortBy: 'firstSeenAt' }, IN_SCHEMA);
      const found = (await pages(byPage, { limit: 2 })).flat();
      expect(new Set(found).size).toBe(23);
      expect(found).toHaveLength(23);
    });
  });

  it('keeps the filters from page to page', async () => {
    await fillWithTies();
    const filter = { minOccurrences: 2, source: 'betpawa', status: 'NEW', search: '1' } as const;
    const byPage: List = page => listUnmappedMarkets(database.db, { ...filter, ...page }, IN_SCHEMA);
    const all = (await pages(byPage, {})).flat();
    expect(all).toHaveLength(8);
    expect((await pages(byPage, { limit: 3 })).map(page => page.length)).toEqual([3, 3, 2]);
    expect((await pages(byPage, { limit: 3 })).flat()).toEqual(all);
  });

  it.each(ORDERS)('refuses a cursor of another order than $sortBy $order', async sorting => {
    await fill(2);
    for (const other of ORDERS) {
      const page = await listUnmappedMarkets(database.db, { ...other, limit: 1 }, IN_SCHEMA);
      const next = listUnmappedMarkets(database.db, { ...sorting, cursor: page.nextCursor ?? '' }, IN_SCHEMA);
      if (other === sorting) expect((await next).items).toHaveLength(1);
      else expect(await errorOf(next)).toMatchObject({ code: 'VALIDATION', field: 'cursor' });
    }
  });

  it('refuses a cursor forged with a time that Postgres would not read', async () => {
    for (const time of [
      'infinity',
      'now',
      '2026-13-01 00:00:00+00',
      '2026-02-30 00:00:00+00',
      '2026-05-06 24:00:01+00',
      '2026-05-06 11:60:00+00',
      '2026-05-06 11:00:61+00',
      '2026-05-06 11:00:00+99',
      '2026-05-06 11:00:00+05:99',
      '2026-05-06 11:00:00',
      '0000-05-06 11:00:00+00',
      '999999-05-06 11:00:00+00',
      `2026-05-06 11:00:00+00'; drop table x; --`,
    ]) {
      const cursor = Buffer.from(JSON.stringify(['unmapped lastSeenAt desc', time, 1])).toString('base64url');
      const error = await errorOf(listUnmappedMarkets(database.db, { sortBy: 'lastSeenAt', cursor }, IN_SCHEMA));
      expect(error, time).toMatchObject({ code: 'VALIDATION', field: 'cursor' });
    }
  });

  it('filters by source, status and count', async () => {
    await database.logMarket({ source: 'betpawa', externalMarketId: 'a', occurrenceCount: 1 });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'b', occurrenceCount: 2, status: 'IGNORED' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'c', occurrenceCount: 3 });
    expect(await list({ source: 'bet9ja' })).toEqual(['c', 'b']);
    expect(await list({ status: 'NEW' })).toEqual(['c', 'a']);
    expect(await list({ minOccurrences: 2 })).toEqual(['c', 'b']);
    expect(await list({ minOccurrences: 2, status: 'NEW', source: 'bet9ja' })).toEqual(['c']);
    expect(await list({ minOccurrences: 4 })).toEqual([]);
  });

  it('searches the id and the name in any case, and takes % _ and \\ as they are', async () => {
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'S_OU@2.5', marketName: '100% Winner' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'SXOU', marketName: 'a\\b' });
    await database.logMarket({ source: 'bet9ja', externalMarketId: 'nameless' });
    expect(await list({ search: 's_o' })).toEqual(['S_OU@2.5']);
    expect(await list({ search: '% w' })).toEqual(['S_OU@2.5']);
    expect(await list({ search: 'A\\B' })).toEqual(['SXOU']);
    expect(await list({ search: 'S%U' })).toEqual([]);
    expect(await list({ search: 'NAMELESS' })).toEqual(['nameless']);
  });

  it.each([
    ['sortBy', 'id; drop table x'],
    ['order', 'DESC'],
    ['minOccurrences', 0],
    ['status', 'new'],
    ['source', 'Bet 365'],
  ])('refuses the %s %j', async (field, value) => {
    const error = await errorOf(listUnmappedMarkets(database.db, { [field]: value } as UnmappedFilter, IN_SCHEMA));
    expect(error).toMatchObject({ code: 'VALIDATION', field });
  });
});
