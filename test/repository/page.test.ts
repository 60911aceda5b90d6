import { describe, expect, it } from 'vitest';
import {
  createMapping,
  createMarketMapper,
  deactivateMapping,
  deleteMapping,
  dismissFinding,
  exportMappings,
  getMapping,
  getUnmappedMarket,
  lintMappings,
  listAuditLog,
  type MarketMapping,
  recordUnmappedMarkets,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { findOwnChange } from '../../src/page/routes/find-own-change.js';
import { newMapping, outcome } from '../support/builders.js';
import { IN_SCHEMA } from '../support/databases.js';
import { fieldOf, PageVisitor } from '../support/page.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const suite = new SuiteDatabase();

const sample = [
  { id: '74', name: 'Yes', odds: 1.7 },
  { id: '76', name: 'No', odds: 2.05 },
];

/** A mapping without an id at MSport, and so many markets of MSport that are it by everything they say. */
async function withMarkets(count = 1): Promise<PageVisitor> {
  await createMapping(suite.db, newMapping({ name: 'Both Teams To Score', sport: 'football' }), IN_SCHEMA);
  const sightings = Array.from({ length: count }, (_, at) => ({
    source: count === 1 ? 'msport' : `book${at}`,
    externalMarketId: '29',
    marketName: 'Both Teams To Score',
    sampleOutcomes: sample,
    event: { sport: 'football' },
  }));
  await recordUnmappedMarkets(suite.db, sightings, IN_SCHEMA);
  return new PageVisitor(suite.db);
}

const market = (id: number) => getUnmappedMarket(suite.db, id, IN_SCHEMA);
const mapping = (canonicalId = 'btts_ft') => getMapping(suite.db, canonicalId, IN_SCHEMA);

describe('a suggestion', () => {
  it('is accepted as it is shown, told in the history, and undone', async () => {
    const visitor = await withMarkets();
    const shown = await visitor.get('/market/1');
    expect(fieldOf(shown, 'to')).toBe('btts_ft');
    const done = await visitor.postAndFollow('/market/1/map', { to: 'btts_ft', seen: fieldOf(shown, 'seen') });
    expect(done.text).toContain('Mapped.');
    expect((await mapping())?.sourceIds).toEqual({ msport: '29' });
    expect((await market(1))?.status).toBe('MAPPED');
    const { items } = await listAuditLog(suite.db, { limit: 1 }, IN_SCHEMA);
    expect(items[0]).toMatchObject({ action: 'UPDATE', createdBy: 'ada' });

    await visitor.postAndFollow('/undo', { act: fieldOf(done, 'act') });
    expect((await mapping())?.sourceIds).toEqual({});
    expect((await market(1))?.status).toBe('NEW');
  });

  it('gives a running mapper the price', async () => {
    const visitor = await withMarkets();
    const mapper = await createMarketMapper(suite.db, { ...IN_SCHEMA, refreshIntervalMs: 1_000 });
    try {
      expect(mapper.resolve('msport', '29')).toBeNull();
      await visitor.post('/market/1/map', { to: 'btts_ft', seen: fieldOf(await visitor.get('/market/1'), 'seen') });
      await expect.poll(() => mapper.resolve('msport', '29')?.canonicalId).toBe('btts_ft');
      const resolution = mapper.resolveMarket({
        source: 'msport',
        externalMarketId: '29',
        marketName: null,
        parameter: null,
        outcomes: sample.map(each => ({ ...each, active: true })),
      });
      expect(resolution).toMatchObject({
        outcomes: [
          { canonicalId: 'yes', odds: 1.7 },
          { canonicalId: 'no', odds: 2.05 },
        ],
      });
    } finally {
      await mapper.close();
    }
  });

  it('is not accepted where the mapping has changed since it was shown', async () => {
    const visitor = await withMarkets();
    const seen = fieldOf(await visitor.get('/market/1'), 'seen');
    await updateMapping(suite.db, 'btts_ft', { priority: 7 }, IN_SCHEMA);
    const refused = await visitor.post('/market/1/map', { to: 'btts_ft', seen });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('has changed since');
    expect((await market(1))?.status).toBe('NEW');
  });

  it('of the catalogue becomes a row, which undoing takes away again', async () => {
    await recordUnmappedMarkets(
      suite.db,
      [{ source: 'mybook', externalMarketId: 'gg', marketName: 'Both Teams To Score', sampleOutcomes: sample }],
      IN_SCHEMA,
    );
    const visitor = new PageVisitor(suite.db);
    const shown = await visitor.get('/market/1');
    const to = fieldOf(shown, 'to');
    const done = await visitor.postAndFollow('/market/1/map', { to, seen: fieldOf(shown, 'seen') });
    expect((await mapping(to))?.sourceIds).toMatchObject({ mybook: 'gg' });
    expect((await market(1))?.status).toBe('MAPPED');
    await visitor.post('/undo', { act: fieldOf(done, 'act') });
    expect(await mapping(to)).toBeNull();
    expect((await market(1))?.status).toBe('NEW');
  });

  it('goes on to the next market of the queue it was opened from', async () => {
    const visitor = await withMarkets(3);
    const queue = await visitor.get('/?sort=firstSeenAt&order=asc');
    const [first = '', second = ''] = [...queue.text.matchAll(/href="(\/market\/\d+)[^"]*" data-row/g)].map(
      each => each[1] ?? '',
    );
    const shown = await visitor.get(`${first}?sort=firstSeenAt&order=asc`);
    const action = /action="([^"]*\/map[^"]*)"/.exec(shown.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const done = await visitor.post(action, { to: 'btts_ft', seen: fieldOf(shown, 'seen') });
    expect(done.headers.get('location')).toMatch(new RegExp(`^${second}\\?.*done=mapped`));
  });
});

describe('the history', () => {
  it('is filtered by mapping, actor, origin, action, act and time, each in a link that can be shared', async () => {
    const visitor = await withMarkets();
    await updateMapping(suite.db, 'btts_ft', { priority: 3 }, { actor: 'ben', ...IN_SCHEMA });
    await suite.db.raw(`update ${suite.table('user_market_mappings')} set line_kind = 'none'`);
    await visitor.post('/market/1/map', { to: 'btts_ft', seen: fieldOf(await visitor.get('/market/1'), 'seen') });
    const { items } = await listAuditLog(suite.db, {}, IN_SCHEMA);
    const [mapped, byHand, bens, created] = items.map(({ id }) => id);
    const shown = async (query: string) => {
      const { status, text } = await visitor.get(`/history?${query}`);
      expect(status).toBe(200);
      return [...text.matchAll(/href="\/change\/(\d+)" data-row/g)].map(([, id]) => Number(id));
    };
    expect(await shown('')).toEqual([mapped, byHand, bens, created]);
    expect(await shown('actor=ben')).toEqual([bens]);
    expect(await shown('origin=sql')).toEqual([byHand]);
    expect(await shown('action=CREATE')).toEqual([created]);
    expect(await shown(`act=${items[0]?.changeId}`)).toEqual([mapped]);
    expect(await shown('id=other')).toEqual([]);
    const day = items[0]?.createdAt.toISOString().slice(0, 10);
    expect(await shown(`from=${day}&to=${day}`)).toEqual([mapped, byHand, bens, created]);
    expect(await shown(`from=${items[1]?.createdAt.toISOString().slice(0, -1)}`)).toEqual([mapped, byHand]);
    expect(await shown('to=2020-01-01T10:30')).toEqual([]);
    const form = await visitor.get(`/history?actor=ben&origin=library&from=${day}`);
    expect([fieldOf(form, 'actor'), fieldOf(form, 'from')]).toEqual(['ben', `${day}T00:00`]);
  });

  it('undoes an act as a whole, also where others come to it later', async () => {
    const visitor = await withMarkets();
    await visitor.post('/market/1/map', { to: 'btts_ft', seen: fieldOf(await visitor.get('/market/1'), 'seen') });
    const { items } = await listAuditLog(suite.db, { limit: 1 }, IN_SCHEMA);
    const act = items[0]?.changeId ?? '';
    expect((await visitor.get(`/change/${items[0]?.id}`)).text).toContain(`href="/history?act=${act}"`);
    expect((await visitor.get(`/history?act=${act}`)).text).toContain('Revert all of this act');
    await visitor.post('/undo', { act });
    expect((await market(1))?.status).toBe('NEW');
  });
});

describe('many markets', () => {
  it('are mapped at once where that is safe, and all of it is undone', async () => {
    const visitor = await withMarkets(40);
    await updateUnmappedMarket(suite.db, 2, { status: 'ACKNOWLEDGED', notes: 'mine' }, IN_SCHEMA);
    const asked = await visitor.post('/bulk?status=ALL', { act: 'accept', set: 'all' });
    expect(asked.text).toContain('Accept 40 of 40 suggestions?');
    const fields = Object.fromEntries(
      [...asked.text.matchAll(/name="(to\.\d+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const done = await visitor.post('/bulk/do', { act: 'accept', ...fields });
    expect(/<h1>([^<]*)/.exec(done.text)?.[1]).toBe('40 markets are mapped');
    expect(Object.keys((await mapping())?.sourceIds ?? {}).length).toBe(40);
    const changeId = fieldOf(done, 'act');
    expect((await listAuditLog(suite.db, { changeId, limit: 100 }, IN_SCHEMA)).items.length).toBe(40);
    const undone = await visitor.postAndFollow('/undo', { act: changeId });
    expect(undone.text).toContain('Undone.');
    expect((await mapping())?.sourceIds).toEqual({});
    const statuses = await Promise.all([1, 2, 7, 40].map(async id => (await market(id))?.status));
    expect(statuses).toEqual(['NEW', 'ACKNOWLEDGED', 'NEW', 'NEW']);
    const { items } = await listAuditLog(suite.db, { limit: 1 }, IN_SCHEMA);
    expect(items[0]).toMatchObject({ action: 'UPDATE', reason: 'undone' });
    expect(items[0]?.changeId).not.toBe(changeId);
  });

  it('are ignored once their number was confirmed, and not if it is another by then', async () => {
    const visitor = await withMarkets(5);
    const asked = await visitor.post('/bulk', { act: 'ignore', id: [1, 2, 3] });
    expect(asked.text).toContain('Ignore: 3 markets?');
    const done = await visitor.postAndFollow('/bulk/do', {
      act: 'ignore',
      set: 'selected',
      count: 3,
      id: [1, 2, 3],
      reason: 'noise',
    });
    expect(done.text).toContain('3 markets: Ignored.');
    expect([(await market(1))?.status, (await market(4))?.status]).toEqual(['IGNORED', 'NEW']);

    const refused = await visitor.post('/bulk/do', { act: 'ignore', set: 'all', count: 5 });
    expect(refused.status).toBe(409);
    expect((await market(4))?.status).toBe('NEW');

    await visitor.post('/undo', { act: fieldOf(done, 'act') });
    expect((await market(1))?.status).toBe('NEW');
  });
});

describe('the editor', () => {
  it('changes each field, and nothing that was not changed', async () => {
    await createMapping(suite.db, newMapping({ sourceIds: { msport: '29', betway: 'btts' } }), IN_SCHEMA);
    const visitor = new PageVisitor(suite.db);
    const before = await visitor.get('/mapping?id=btts_ft');
    const fields = formOf(before.text);
    const same = await visitor.postAndFollow('/mapping', { ...fields, do: 'save' });
    expect(same.text).toContain('Nothing was different');
    const changed = {
      ...fields,
      name: 'GG <b>',
      'id.msport': '',
      'id.betpawa': '9',
      priority: '3',
      sport: 'football',
      lineKind: 'none',
    };
    const saved = await visitor.postAndFollow('/mapping', {
      ...changed,
      'o.1.remove': 'yes',
      'o.2.canonicalId': 'maybe',
      'o.2.name.betway': 'Perhaps',
      do: 'save',
    });
    expect(saved.text).toContain('Saved.');
    expect(await mapping()).toMatchObject({
      name: 'GG <b>',
      betpawaId: '9',
      sourceIds: { betway: 'btts' },
      priority: 3,
      sport: 'football',
      lineKind: 'none',
      outcomeMapping: [outcome('yes', 'Y', 0), { canonicalId: 'maybe', names: { betway: 'Perhaps' } }],
    });
    expect(saved.text).toContain('GG &lt;b');
    await visitor.post('/undo', { change: fieldOf(saved, 'change') });
    expect((await mapping())?.sourceIds).toEqual({ msport: '29', betway: 'btts' });
  });

  it('is undone as it was saved, also where somebody has changed or deleted it since', async () => {
    const { db } = suite;
    const about = { db, settings: { inSchema: IN_SCHEMA } };
    await createMapping(db, newMapping(), IN_SCHEMA);
    const saved = await updateMapping(db, 'btts_ft', { name: 'Mine' }, { ...IN_SCHEMA, actor: 'ada' });
    await updateMapping(db, 'btts_ft', { name: 'Theirs' }, { ...IN_SCHEMA, actor: 'bob' });
    const deleted = await deleteMapping(db, 'btts_ft', { ...IN_SCHEMA, actor: 'carl' });
    const { items } = await listAuditLog(db, {}, IN_SCHEMA);
    const actorOf = async (mapping: MarketMapping) => {
      const change = await findOwnChange(about, mapping);
      return items.find(({ id }) => id === change)?.createdBy;
    };
    expect([await actorOf(saved), await actorOf(deleted)]).toEqual(['ada', 'carl']);
  });

  it('shows both versions where somebody else was faster, and saves yours only when you insist', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    const visitor = new PageVisitor(suite.db);
    const fields = formOf((await visitor.get('/mapping?id=btts_ft')).text);
    await updateMapping(suite.db, 'btts_ft', { name: 'Theirs' }, IN_SCHEMA);
    const conflict = await visitor.post('/mapping', { ...fields, name: 'Mine', do: 'save' });
    expect(conflict.status).toBe(409);
    expect(conflict.text).toContain('<del>Theirs</del>');
    expect(conflict.text).toContain('<ins>Mine</ins>');
    expect((await mapping())?.name).toBe('Theirs');
    await visitor.post('/mapping', { ...formOf(conflict.text), do: 'save' });
    expect((await mapping())?.name).toBe('Mine');
  });

  it('tells what is wrong beside the field, and keeps what was written', async () => {
    await createMapping(suite.db, newMapping(), IN_SCHEMA);
    const visitor = new PageVisitor(suite.db);
    const fields = formOf((await visitor.get('/mapping?id=btts_ft')).text);
    const faults: Record<string, string>[] = [
      { priority: 'x' },
      { name: '' },
      { 'id.betpawa': 'x'.repeat(60) },
      { otherSource: 'Not A Source', otherId: '1' },
    ];
    for (const wrong of faults) {
      const refused = await visitor.post('/mapping', { ...fields, reason: 'kept', ...wrong, do: 'save' });
      expect([wrong, refused.status]).toEqual([wrong, 400]);
      expect(refused.text).toContain('class="remarks"');
    }
  });

  it('tells what is wrong beside other mappings, as they are now, and not what was dismissed', async () => {
    const visitor = await withMarkets();
    const twin = { canonicalId: 'gg', name: 'Both Teams To Score', sport: 'football', sportybetId: '4711' } as const;
    const others = { betpawaId: null, bet9jaKey: null };
    await createMapping(suite.db, newMapping({ ...twin, ...others }), IN_SCHEMA);
    const told = async (id: string) => (await visitor.get(`/mapping?id=${id}`)).text;
    expect(await told('gg')).toContain('is called like &quot;btts_ft&quot; and has the same outcomes');
    expect(await told('btts_ft')).toContain('&quot;gg&quot; is called like &quot;btts_ft&quot;');

    const finding = lintMappings(await exportMappings(suite.db, IN_SCHEMA)).find(
      ({ rule }) => rule === 'one-bet-twice',
    );
    if (!finding) throw new Error('lint finds nothing');
    await dismissFinding(suite.db, finding, { reason: 'settled otherwise', ...IN_SCHEMA });
    expect(await told('gg')).not.toContain('is called like');
    await updateMapping(suite.db, 'gg', { name: 'Goal Goal' }, IN_SCHEMA);
    await updateMapping(suite.db, 'btts_ft', { name: 'Goal / Goal Goal' }, IN_SCHEMA);
    expect(await told('gg')).toContain('is called like');
    await deactivateMapping(suite.db, 'btts_ft', IN_SCHEMA);
    expect(await told('gg')).not.toContain('is called like');
  });

  it('shows what would change before it is saved', async () => {
    const visitor = await withMarkets();
    const fields = formOf((await visitor.get('/mapping?id=btts_ft')).text);
    const preview = await visitor.post('/mapping', { ...fields, 'id.msport': '29', do: 'preview' });
    expect(preview.text).toContain('Id at msport');
    expect((await mapping())?.sourceIds).toEqual({});
  });
});

/** The fields of the form of a mapping, as a browser would send them. */
function formOf(html: string): Record<string, string> {
  const form = /<form class="form"[^>]*action="[^"]*\/mapping"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (name !== undefined && !/type="checkbox"/.test(tag)) fields[name] = fieldOf({ text: tag } as never, name);
  }
  for (const [, name = '', options = ''] of form.matchAll(/<select name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    fields[name] = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  }
  return fields;
}
