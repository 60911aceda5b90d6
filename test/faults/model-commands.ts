import fc from 'fast-check';
import type { Knex } from 'knex';
import { expect } from 'vitest';
import {
  activateMapping,
  createMapping,
  createMarketMapper,
  deactivateMapping,
  deleteMapping,
  importMappings,
  type MarketMapper,
  type NewMapping,
  recordUnmappedMarket,
  recordUnmappedMarkets,
  type UnmappedStatus,
  updateMapping,
  updateUnmappedMarket,
} from '../../src/index.js';
import { NEVER } from '../support/mappers.js';
import { errorOf } from '../support/repository-suite.js';
import type { Model } from './model.js';

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
      await run(model, real);
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
      await importMappings(
        via(real, at),
        rows.map(row => toInput(...row)),
        SHARED,
      );
      for (const [id, name, sportybetId, order] of rows) {
        const fields = { name, sportybetId, priority: order };
        if (model.mappings.has(id)) model.update(id, fields);
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
      const market = model.log.get(marketId);
      if (status === 'MAPPED' && market?.status !== 'MAPPED' && !model.isCovered(marketId)) {
        expect(await errorOf(change)).toMatchObject({ code: 'MARKET_NOT_COVERED' });
      } else {
        await change;
        if (market) market.status = status;
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
    await via(real, (at + 1) % real.connections.length).raw('select pg_terminate_backend(?)', [rows[0].pid]);
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

/** A new kind of act goes here: ignore rules, reverts, looking back. */
export const ACTS: readonly fc.Arbitrary<Act>[] = [
  creating,
  updating,
  switching,
  deleting,
  importing,
  recording,
  racing,
  deciding,
  crashing,
  telling,
  flushing,
  refreshing,
  killing,
];
