import fc from 'fast-check';
import type { Knex } from 'knex';
import { expect } from 'vitest';
import {
  activateMapping,
  createIgnoreRule,
  createMapping,
  createMarketMapper,
  deactivateMapping,
  deleteIgnoreRule,
  deleteMapping,
  getMappingAt,
  importMappings,
  listMappings,
  type MarketMapper,
  type NewMapping,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  resolveMapping,
  revertChange,
  type UnmappedStatus,
  updateMapping,
  updateUnmappedMarket,
  updateUnmappedMarkets,
} from '../../src/index.js';
import { NEVER } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';
import { type Model, type ModelEntry, toModelMapping, withoutAge } from './model.js';

/** What the commands act on: a database by several connections, and two mappers. */
export interface Real {
  readonly connections: readonly Knex[];
  readonly mappers: (MarketMapper | null)[];
  /** Compares everything with the model. */
  compare(model: Model): Promise<void>;
}

export type Act = fc.AsyncCommand<Model, Real, false>;

const names = fc.constantFrom('m0', 'm1', 'm2', 'm3');
/** Ids that mappings have, and ids that none ever has: those are the mappers', whose counts wait in memory. */
const covered = fc.constantFrom('c0', 'c1', 'c2');
const free = fc.constantFrom('f0', 'f1');
const connection = fc.nat(2);
const priority = fc.nat(2);
const title = fc.constantFrom('One', 'Two');
const count = fc.integer({ min: 1, max: 5 });

/** An act of somebody on one of the connections, and the same in the model. Afterwards both are compared. */
function act(
  text: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Act {
  return {
    check,
    run: async (model, real) => {
      model.begin();
      await run(model, real);
      model.remember();
      await real.compare(model);
    },
    toString: () => text,
  };
}

function via(real: Real, at: number): Knex {
  const db = real.connections[at];
  if (db === undefined) throw new Error(`no connection ${at}`);
  return db;
}

function toInput(canonicalId: string, name: string, sportybetId: string, priority: number): NewMapping {
  return { canonicalId, name, sportybetId, priority, outcomeMapping: [] };
}

const SHARED = { allowShared: true };

const creating = fc.tuple(names, title, covered, priority, connection).map(([id, name, sportybetId, order, at]) =>
  act(`create ${id} for ${sportybetId}`, async (model, real) => {
    const creation = createMapping(via(real, at), toInput(id, name, sportybetId, order), SHARED);
    if (model.mappings.has(id)) expect(await errorOf(creation)).toMatchObject({ code: 'MAPPING_EXISTS' });
    else {
      await creation;
      model.create(id, { name, sportybetId, priority: order });
    }
  }),
);

const patches = fc.record({ name: title, sportybetId: covered, priority }, { requiredKeys: [] });
const updating = fc.tuple(names, patches, connection).map(([id, patch, at]) =>
  act(`update ${id} ${JSON.stringify(patch)}`, async (model, real) => {
    const update = updateMapping(via(real, at), id, patch, SHARED);
    if (!model.mappings.has(id)) expect(await errorOf(update)).toMatchObject({ code: 'MAPPING_NOT_FOUND' });
    else {
      await update;
      model.update(id, patch);
    }
  }),
);

const switching = fc.tuple(names, fc.boolean(), connection).map(([id, isActive, at]) =>
  act(
    `${isActive ? 'activate' : 'deactivate'} ${id}`,
    async (model, real) => {
      const db = via(real, at);
      await (isActive ? activateMapping(db, id, SHARED) : deactivateMapping(db, id));
      model.setActive(id, isActive);
    },
    model => model.mappings.has(id),
  ),
);

const deleting = fc.tuple(names, connection).map(([id, at]) =>
  act(
    `delete ${id}`,
    async (model, real) => {
      await deleteMapping(via(real, at), id);
      model.delete(id);
    },
    model => model.mappings.has(id),
  ),
);

const importing = fc
  .tuple(
    fc.uniqueArray(fc.tuple(names, title, covered, priority), { minLength: 1, maxLength: 3, selector: ([id]) => id }),
    connection,
  )
  .map(([rows, at]) =>
    act(`import ${rows.map(([id]) => id)}`, async (model, real) => {
      const { changeId } = await importMappings(
        via(real, at),
        rows.map(row => toInput(...row)),
        SHARED,
      );
      if (changeId) model.imports.push({ changeId, act: model.act });
      for (const [id, name, sportybetId, order] of rows) {
        const fields = { name, sportybetId, priority: order };
        if (model.mappings.has(id)) model.update(id, fields, 'always');
        else model.create(id, fields);
      }
    }),
  );

const recording = fc.tuple(covered, count, connection).map(([marketId, occurrences, at]) =>
  act(`record ${occurrences} of ${marketId}`, async (model, real) => {
    await recordUnmappedMarket(via(real, at), { source: 'sportybet', externalMarketId: marketId, occurrences });
    model.see(marketId, occurrences);
  }),
);

/** At once on all connections, over the same markets. */
const racing = fc.array(fc.tuple(covered, count), { minLength: 2, maxLength: 4 }).map(sightings =>
  act(`record ${sightings.length} on each connection`, async (model, real) => {
    const batch = sightings.map(([externalMarketId, occurrences]) => ({
      source: 'sportybet',
      externalMarketId,
      occurrences,
    }));
    await Promise.all(real.connections.map(db => recordUnmappedMarkets(db, batch)));
    for (const _ of real.connections) for (const [id, occurrences] of sightings) model.see(id, occurrences);
  }),
);

const statuses = fc.constantFrom<UnmappedStatus>('NEW', 'ACKNOWLEDGED', 'IGNORED', 'MAPPED');
const deciding = fc.tuple(covered, statuses, connection).map(([marketId, status, at]) =>
  act(
    `set ${marketId} to ${status}`,
    async (model, real) => {
      const db = via(real, at);
      const { rows } = await db.raw('select id from unmapped_market_log where external_market_id = ?', [marketId]);
      const change = updateUnmappedMarket(db, Number(rows[0].id), { status });
      if (status === 'MAPPED' && !model.isCovered(marketId)) {
        expect(await errorOf(change)).toMatchObject({ code: 'MARKET_NOT_COVERED' });
      } else {
        await change;
        model.decide(marketId, status);
      }
    },
    // What is covered and opened by hand closes with whatever touches it next, which is for tests that look at nothing else.
    model => model.log.has(marketId) && (status === 'IGNORED' || status === 'MAPPED' || !model.isCovered(marketId)),
  ),
);

/** Whatever is done in a transaction whose client dies, or that is rolled back, has not been done. */
const crashing = fc.tuple(names, covered, fc.boolean(), connection).map(([id, sportybetId, isKilled, at]) =>
  act(`${isKilled ? 'die' : 'roll back'} in the middle of changes to ${id}`, async (model, real) => {
    const db = via(real, at);
    const trx = await db.transaction();
    if (model.mappings.has(id)) {
      await updateMapping(trx, id, { name: 'never' }, SHARED);
      await deleteMapping(trx, id);
    } else await createMapping(trx, toInput(id, 'never', sportybetId, 0), SHARED);
    await recordUnmappedMarket(trx, { source: 'sportybet', externalMarketId: sportybetId, occurrences: 100 });
    if (!isKilled) return void (await trx.rollback());
    const { rows } = await trx.raw('select pg_backend_pid() as pid');
    const connection: NodeJS.EventEmitter = await trx.client.acquireConnection();
    const hasEnded = new Promise(resolve => connection.once('end', resolve));
    await via(real, (at + 1) % real.connections.length).raw('select pg_terminate_backend(?)', [rows[0].pid]);
    // Before the pool knows, it would give it to the next act, which is not what is tested.
    await hasEnded;
    await trx.rollback().catch(() => {});
  }),
);

const ORPHANED = { ...NEVER, listen: false, logger: { warn: () => {} } };

async function mapperAt(real: Real, at: number): Promise<MarketMapper> {
  const found = real.mappers[at] ?? (await createMarketMapper(via(real, at), ORPHANED));
  real.mappers[at] = found;
  return found;
}

const telling = fc.tuple(fc.nat(1), free, count).map(([at, marketId, occurrences]) =>
  act(`tell mapper ${at} of ${occurrences} ${marketId}`, async (model, real) => {
    (await mapperAt(real, at)).recordUnmapped({ source: 'sportybet', externalMarketId: marketId, occurrences });
    const held = model.held[at];
    held?.set(marketId, (held.get(marketId) ?? 0) + occurrences);
  }),
);

const flushing = fc.nat(1).map(at =>
  act(`flush mapper ${at}`, async (model, real) => {
    expect(await (await mapperAt(real, at)).flush()).toMatchObject({ pending: 0, error: null });
    for (const [marketId, occurrences] of model.held[at] ?? []) model.see(marketId, occurrences);
    model.held[at]?.clear();
  }),
);

const refreshing = fc.nat(1).map(at =>
  act(`refresh mapper ${at}`, async (model, real) => {
    const mapper = await mapperAt(real, at);
    await mapper.refresh();
    for (const id of ['c0', 'c1', 'c2', 'f0'])
      expect([id, mapper.resolve('sportybet', id)?.canonicalId ?? null]).toEqual([id, model.resolve(id)]);
  }),
);

/** What a process that is killed held in memory is gone; nothing else is. */
const killing = fc.nat(1).map(at =>
  act(`kill mapper ${at}`, async (model, real) => {
    real.mappers[at] = null;
    model.held[at]?.clear();
  }),
);

const patterns = fc.constantFrom('c0', 'c*', 'f*', '*');
const ruling = fc.tuple(patterns, connection).map(([pattern, at]) =>
  act(`ignore ${pattern}`, async (model, real) => {
    const rule = { source: 'sportybet', externalMarketId: pattern, reason: 'why not' };
    const { id, changeId, rows } = await createIgnoreRule(via(real, at), rule);
    model.addRule(id, changeId, pattern);
    expect(rows).toBe(model.rules.get(id)?.ignored.length);
  }),
);

const unruling = fc.tuple(fc.nat(), connection).map(([nth, at]) =>
  act(
    `delete rule ${nth}`,
    async (model, real) => {
      const id = nthOf([...model.rules.keys()], nth);
      await deleteIgnoreRule(via(real, at), id);
      model.rules.delete(id);
    },
    model => model.rules.size > 0,
  ),
);

const bulk = fc.tuple(
  fc.constantFrom('c*', 'f*'),
  fc.constantFrom<UnmappedStatus>('ACKNOWLEDGED', 'IGNORED'),
  fc.boolean(),
  connection,
);
const decidingMany = bulk.map(([pattern, status, isExpected, at]) =>
  act(`set all ${pattern} to ${status}${isExpected ? '' : ', expecting another number'}`, async (model, real) => {
    const ids = [...model.log].flatMap(([id, market]) =>
      id.startsWith(pattern[0] ?? '') && market.status === 'NEW' ? [id] : [],
    );
    const change = updateUnmappedMarkets(
      via(real, at),
      { source: 'sportybet', externalMarketId: pattern, status: 'NEW' },
      { status },
      { expectedCount: ids.length + (isExpected ? 0 : 1) },
    );
    if (!isExpected) return void expect(await errorOf(change)).toMatchObject({ code: 'COUNT_MISMATCH' });
    expect(await change).toMatchObject({ updated: ids.length });
    for (const id of ids) model.decide(id, status);
  }),
);

/** The id that the database has given a row of the model's audit log. */
async function auditIdOf(db: Knex, model: Model, entry: ModelEntry): Promise<number> {
  const at = model.entries.filter(({ canonicalId }) => canonicalId === entry.canonicalId).indexOf(entry);
  const { rows } = await db.raw(
    'select id from mapping_audit_log where canonical_id = ? order by id offset ? limit 1',
    [entry.canonicalId, at],
  );
  return Number(rows[0].id);
}

async function expectOutcome(revert: Promise<{ reverted: number }>, expected: string | number): Promise<void> {
  if (typeof expected === 'string') expect(await errorOf(revert)).toMatchObject({ code: expected });
  else expect(await revert).toEqual({ reverted: expected });
}

const reverting = fc.tuple(fc.nat(), fc.boolean(), connection).map(([nth, force, at]) =>
  act(
    `revert change ${nth}${force ? ' by force' : ''}`,
    async (model, real) => {
      const entry = nthOf(model.entries, nth);
      const id = await auditIdOf(via(real, at), model, entry);
      await expectOutcome(revertChange(via(real, at), id, { ...SHARED, force }), model.revert([entry], force));
    },
    model => model.entries.length > 0,
  ),
);

const revertingImport = fc.tuple(fc.nat(), fc.boolean(), connection).map(([nth, force, at]) =>
  act(
    `revert import ${nth}${force ? ' by force' : ''}`,
    async (model, real) => {
      const imported = nthOf(model.imports, nth);
      const entries = model.entries.filter(entry => entry.act === imported.act);
      const revert = revertChange(via(real, at), { changeId: imported.changeId }, { ...SHARED, force });
      await expectOutcome(revert, model.revert(entries, force));
    },
    model => model.imports.length > 0,
  ),
);

const revertingRule = fc.tuple(fc.nat(), fc.boolean(), connection).map(([nth, force, at]) =>
  act(
    `revert rule ${nth}${force ? ' by force' : ''}`,
    async (model, real) => {
      const { id, changeId, rule } = nthOf(model.ruleChanges, nth);
      await expectOutcome(revertChange(via(real, at), { changeId }, { force }), model.revertRule(id, rule, force));
    },
    model => model.ruleChanges.length > 0,
  ),
);

/** Whatever was done since, a moment stays as it was. */
const lookingBack = fc.tuple(fc.nat(), connection).map(([nth, at]) =>
  act(`look back at moment ${nth}`, async (model, real) => {
    const db = via(real, at);
    const { at: asOf, mappings } = nthOf(model.moments, nth);
    const { items } = await listMappings(db, { asOf, limit: 100 });
    expect(Object.fromEntries(items.map(item => [item.canonicalId, toModelMapping(item)]))).toEqual(
      withoutAge(mappings),
    );
    for (const externalMarketId of ['c0', 'c1', 'c2']) {
      const found = await resolveMapping(db, { source: 'sportybet', externalMarketId, asOf });
      expect([externalMarketId, found?.canonicalId ?? null]).toEqual([
        externalMarketId,
        model.resolve(externalMarketId, mappings),
      ]);
    }
    for (const id of ['m0', 'm1', 'm2', 'm3'])
      expect([id, (await getMappingAt(db, id, asOf))?.name]).toEqual([id, mappings.get(id)?.name]);
  }),
);

function nthOf<T>(items: readonly T[], nth: number): T {
  const item = items[nth % items.length];
  if (item === undefined) throw new Error('there are none');
  return item;
}

/** A new kind of act goes here. */
export const ACTS: readonly fc.Arbitrary<Act>[] = [
  creating,
  updating,
  switching,
  deleting,
  importing,
  recording,
  racing,
  deciding,
  decidingMany,
  ruling,
  unruling,
  reverting,
  revertingImport,
  revertingRule,
  lookingBack,
  crashing,
  telling,
  flushing,
  refreshing,
  killing,
];
