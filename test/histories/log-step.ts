import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import {
  createIgnoreRule,
  deleteIgnoreRule,
  isMarketMappingError,
  recordUnmappedMarkets,
  revertChange,
  updateUnmappedMarkets,
} from '../../src/index.js';
import type { LogAct } from './steps.js';
import type { Act, Decided, World } from './world.js';

/** What people and rules have decided of each market. */
type AllDecided = ReadonlyMap<number, Decided>;

const SIGHTINGS = [
  'betpawa p1',
  'betpawa p2',
  'betpawa p9',
  'sportybet s1',
  'sportybet s2',
  'sportybet s9',
  'bet9ja S_K1',
  'bet9ja S_K9',
  'msport m1',
  'msport m9',
].map((key, at) => {
  const [source = '', externalMarketId = ''] = key.split(' ');
  const sampleOutcomes = at % 2 === 0 ? [{ name: 'Yes' }, { name: 'No' }] : undefined;
  return { source, externalMarketId, marketName: `Market ${at % 3}`, sampleOutcomes };
});

/** Acts on the log: each has its history, and can be reverted. No mapping changes by it. */
export async function takeLogAct(world: World, act: LogAct, by: number): Promise<void> {
  const db = world.db(by);
  const actor = `worker ${by}`;
  const before = await readDecided(world);
  if (act.act === 'record') {
    await recordUnmappedMarkets(
      db,
      act.markets.flatMap(at => SIGHTINGS[at] ?? []),
    );
  } else if (act.act === 'decide') {
    const targets = [
      { status: 'NEW' },
      { status: 'IGNORED' },
      { source: 'betpawa' },
      { externalMarketId: '*9' },
      { status: 'ACKNOWLEDGED' },
      { source: 'bet9ja' },
    ] as const;
    const patch = { status: act.status, ...(act.notes === 0 ? {} : { notes: `Note ${act.notes}` }) };
    const { changeId } = await updateUnmappedMarkets(db, targets[act.target % targets.length] ?? targets[0], patch, {
      actor,
    });
    await keep(world, changeId, before);
  } else if (act.act === 'ignore') {
    const source = SIGHTINGS[act.which % SIGHTINGS.length]?.source;
    const { changeId } = await createIgnoreRule(
      db,
      { source, externalMarketId: act.which % 2 === 0 ? '*9' : '*', reason: 'noise' },
      { actor },
    );
    await keep(world, changeId, before);
  } else if (act.act === 'stop ignoring') {
    const { rows } = await db.raw('select id from public.unmapped_ignore_rules order by id');
    const rule: { id: number } | undefined = rows[act.which % rows.length];
    if (rule) await keep(world, (await deleteIgnoreRule(db, rule.id, { actor })).changeId, before);
  } else if (act.act === 'revert') await revertAct(world, act, before, by);
  await world.settle([]);
}

async function readDecided(world: World): Promise<AllDecided> {
  const { rows } = await world
    .db()
    .raw('select id, status, notes, ignored_by from public.unmapped_market_log order by id');
  return new Map(
    rows.map(({ id, ...decided }: { id: number; status: string; notes: string | null; ignored_by: number | null }) => [
      id,
      decided,
    ]),
  );
}

/** The history of an act is what became of the log, no more and no less. */
async function keep(world: World, changeId: string, before: AllDecided): Promise<void> {
  const now = await readDecided(world);
  const { rows } = await world
    .db()
    .raw(
      'select market_id, old_value, new_value from public.unmapped_history where change_id = ? and market_id is not null order by market_id',
      [changeId],
    );
  const changed = [...now].filter(([id, decided]) => !isDeepStrictEqual(before.get(id), decided));
  expect(rows).toEqual(
    changed.map(([id, decided]) => ({ market_id: id, old_value: before.get(id), new_value: decided })),
  );
  const { rows: told } = await world.db().raw('select from public.unmapped_history where change_id = ?', [changeId]);
  // What changed nothing is no act.
  if (told.length === 0) return;
  const markets: Act['markets'] = new Map(changed.map(([id, after]) => [id, { before: before.get(id), after }]));
  world.acts = [...world.acts, { changeId, markets }];
}

async function revertAct(
  world: World,
  { which, force }: Extract<LogAct, { act: 'revert' }>,
  before: AllDecided,
  by: number,
): Promise<void> {
  const act = world.acts[world.acts.length - 1 - (which % Math.max(1, world.acts.length))];
  if (!act) return;
  const covered = await coveredMarkets(world);
  const due = [...act.markets].filter(([id, { before: was }]) => !isDeepStrictEqual(before.get(id), was));
  // What was MAPPED and no mapping covers any more is NEW, and nobody meant that.
  const isLost = ([id, { before: was }]: (typeof due)[number]) => was?.status === 'MAPPED' && !covered.has(id);
  const since = due.filter(each => isLost(each) || !isDeepStrictEqual(before.get(each[0]), each[1].after));
  const outcome = await revertChange(world.db(by), { changeId: act.changeId }, { actor: `reverter ${by}`, force }).then(
    () => null,
    (error: unknown) => {
      if (!isMarketMappingError(error) || error.code === 'DATABASE') throw error;
      return error.code;
    },
  );
  expect(outcome).toBe(since.length > 0 && !force ? 'CHANGED_SINCE' : null);
  const reverted = due.flatMap(each => {
    const [id, { before: was }] = each;
    return was && outcome === null ? [[id, isLost(each) ? { ...was, status: 'NEW' } : was] as const] : [];
  });
  expect(await readDecided(world)).toEqual(new Map([...before, ...reverted]));
}

/** The markets of which an active mapping has the id. */
async function coveredMarkets(world: World): Promise<Set<number>> {
  const { rows } = await world.db().raw('select id, source, external_market_id as key from public.unmapped_market_log');
  const active = [...world.model.rows.values()].filter(row => row.is_active);
  const ids = active.flatMap(row => [
    `betpawa ${row.betpawa_id}`,
    `sportybet ${row.sportybet_id}`,
    `bet9ja ${row.bet9ja_key}`,
    `msport ${row.source_ids?.msport}`,
  ]);
  const markets: { id: number; source: string; key: string }[] = rows;
  return new Set(markets.filter(({ source, key }) => ids.includes(`${source} ${key}`)).map(({ id }) => id));
}
