import fc from 'fast-check';
import type { Knex } from 'knex';
import { expect, it } from 'vitest';
import { getStats, listIgnoreRules, listMappings } from '../../src/index.js';
import { databaseForThisTest } from '../support/databases.js';
import { connectTo } from '../support/mappers.js';
import { emptyTables } from './empty-tables.js';
import { Model, toModelMapping, withoutAge } from './model.js';
import { ACTS, type Real } from './model-commands.js';
import { reportFault } from './report-fault.js';
import { SEED } from './seeded.js';

const RUNS = Number(process.env.MODEL_RUNS ?? 15);
const ACTS_A_RUN = 30;

it(`${RUNS} random lives of a database agree with a plain model at every step`, {
  timeout: 60_000 + RUNS * 3_000,
}, async () => {
  const { db, url } = await databaseForThisTest();
  const connections = [connectTo(url), connectTo(url), connectTo(url)];
  let steps = 0;
  const compare = async (model: Model) => {
    steps++;
    await expectSame(db, model);
  };
  const property = fc.asyncProperty(fc.commands([...ACTS], { maxCommands: ACTS_A_RUN, size: 'max' }), async acts => {
    await emptyTables(db);
    const real: Real = { connections, mappers: [null, null], compare };
    await fc.asyncModelRun(() => ({ model: new Model(), real }), acts);
  });
  // fast-check prints the seed and the shortest sequence that still fails.
  await fc.assert(property, { numRuns: RUNS, seed: SEED });
  const fault =
    'random changes, imports, reverts, ignore rules, recordings, crashes on three connections against a model';
  reportFault({
    promise: 'whole-change',
    fault,
    injected: RUNS,
    lost: 0,
    twice: 0,
    checked: [steps, 'steps compared'],
  });
});

async function expectSame(db: Knex, model: Model): Promise<void> {
  const { items } = await listMappings(db, { limit: 100 });
  const found = Object.fromEntries(items.map(item => [item.canonicalId, toModelMapping(item)]));
  expect(found).toEqual(withoutAge(model.mappings));

  const log = await db.raw(
    'select external_market_id as id, occurrence_count as count, status, ignored_by as "ignoredBy" from unmapped_market_log',
  );
  expect(Object.fromEntries(log.rows.map(({ id, ...market }: { id: string }) => [id, market]))).toEqual(
    Object.fromEntries([...model.log].map(([id, { count, status, ignoredBy }]) => [id, { count, status, ignoredBy }])),
  );

  const audit = await db.raw(
    `select canonical_id as id, array_agg(action::text order by id) as actions,
       bool_and(old_value is not distinct from before) as is_chain, (array_agg(new_value order by id desc))[1] as last
     from (select *, lag(new_value) over (partition by canonical_id order by id) as before from mapping_audit_log) as each
     group by canonical_id`,
  );
  const actions = audit.rows.map((row: { id: string; actions: string[] }) => [row.id, row.actions]);
  const ids = [...new Set(model.entries.map(({ canonicalId }) => canonicalId))];
  const actionsOf = (id: string) =>
    model.entries.flatMap(({ canonicalId, action }) => (canonicalId === id ? [action] : []));
  expect(Object.fromEntries(actions)).toEqual(Object.fromEntries(ids.map(id => [id, actionsOf(id)])));
  expect(audit.rows.filter((row: { is_chain: boolean }) => !row.is_chain)).toEqual([]);
  const broken = await db.raw(
    `select canonical_id from user_market_mappings m where to_jsonb(m) is distinct from (
       select new_value from mapping_audit_log a where a.canonical_id = m.canonical_id order by id desc limit 1)`,
  );
  expect(broken.rows).toEqual([]);

  const rules = (await listIgnoreRules(db)).map(({ id, rows }) => [id, rows]);
  const ignored = [...model.log.values()].map(({ ignoredBy }) => ignoredBy);
  const expectedRules = [...model.rules.keys()].map(id => [id, ignored.filter(each => each === id).length]);
  expect(Object.fromEntries(rules)).toEqual(Object.fromEntries(expectedRules));

  const stats = await getStats(db);
  expect(stats.mappings.total).toBe(model.mappings.size);
  expect(stats.mappings.active).toBe([...model.mappings.values()].filter(({ isActive }) => isActive).length);
  expect(stats.unmapped.total).toBe(model.log.size);
}
