import type { Knex } from 'knex';
import { expect } from 'vitest';
import {
  activateMapping,
  createMapping,
  deactivateMapping,
  deleteMapping,
  importMappings,
  isMarketMappingError,
  revertChange,
  updateMapping,
} from '../../src/index.js';
import type { Entry } from './model.js';
import type { Step } from './steps.js';
import { canonicalIdOf } from './values.js';
import type { World } from './world.js';

/** Which of the new entries are of one of those who rushed: exactly so many. */
interface Claim {
  readonly count: number;
  isOwn(entry: Entry): boolean;
}

const TABLE = 'public.user_market_mappings';
/** What the others may have done meanwhile. */
const REFUSALS = new Set(['MAPPING_NOT_FOUND', 'MAPPING_EXISTS']);

/** Several changes at once, on connections of their own: nobody knows their order, but each has exactly the entries that it must have. */
export async function takeRush(world: World, { rushes }: Extract<Step, { step: 'rush' }>): Promise<void> {
  const claims = await Promise.all(
    rushes.map(({ rush, which }, at) => {
      const rows = [...world.model.rows.values()].filter(({ id }) => id !== world.pending?.id);
      const row = rows[which % rows.length];
      const isNew = rush === 'create' || rush === 'import';
      const canonicalId = isNew || !row ? canonicalIdOf(which) : row.canonical_id;
      if (world.pending && canonicalId === world.model.rows.get(world.pending.id)?.canonical_id)
        return { count: 0, isOwn: () => false };
      return rushIn(world, world.db(at), rush, canonicalId, which);
    }),
  );
  const entries = await world.settle(null);
  for (const { count, isOwn } of claims) expect(entries.filter(isOwn)).toHaveLength(count);
  const counted = claims.reduce((sum, { count }) => sum + count, 0);
  expect(entries).toHaveLength(counted);
}

async function rushIn(world: World, db: Knex, rush: string, canonicalId: string, which: number): Promise<Claim> {
  const token = `rush ${world.setting().number()}`;
  const options = { actor: token };
  const ofActor = (count: number): Claim => ({ count, isOwn: entry => entry.created_by === token });
  const one = (work: Promise<unknown>) =>
    unlessRefused(
      work.then(() => ofActor(1)),
      ofActor(0),
    );
  switch (rush) {
    case 'update':
      return one(updateMapping(db, canonicalId, { name: token }, options));
    case 'turn': {
      const turn =
        which % 2 === 0
          ? activateMapping(db, canonicalId, { ...options, allowShared: true })
          : deactivateMapping(db, canonicalId, options);
      // Nobody knows whether it was so already, so it says so itself.
      return unlessRefused(
        turn.then(async () => ofActor(await countOf(db, token))),
        ofActor(0),
      );
    }
    case 'delete':
      return one(deleteMapping(db, canonicalId, options));
    case 'create':
      return one(
        createMapping(
          db,
          { canonicalId, name: token, betpawaId: 'p1', outcomeMapping: [] },
          { ...options, allowShared: true },
        ),
      );
    case 'import': {
      const imported = importMappings(db, [{ canonicalId, name: token, betpawaId: 'p2', outcomeMapping: [] }], {
        ...options,
        allowShared: true,
      });
      return one(imported);
    }
    case 'edit': {
      const { rows } = await db.raw(`update ${TABLE} set name = ? where canonical_id = ? returning id`, [
        token,
        canonicalId,
      ]);
      return {
        count: rows.length,
        isOwn: entry => entry.origin === 'sql' && entry.new_value?.name === token && entry.old_value?.name !== token,
      };
    }
    case 'remove': {
      const { rows } = await db.raw(`delete from ${TABLE} m where canonical_id = ? returning to_jsonb(m) as row`, [
        canonicalId,
      ]);
      const row = rows[0]?.row;
      return {
        count: rows.length,
        isOwn: entry =>
          entry.origin === 'sql' &&
          entry.new_value === null &&
          entry.old_value?.id === row?.id &&
          entry.old_value?.updated_at === row?.updated_at,
      };
    }
    default: {
      const entry = world.model.entries.findLast(
        each => each.canonical_id === canonicalId && each.kept_mapping_id !== world.pending?.id,
      );
      if (!entry) return ofActor(0);
      const reverted = revertChange(db, entry.id, { ...options, force: true, allowShared: true });
      return unlessRefused(
        reverted.then(result => ofActor(result.reverted)),
        ofActor(0),
      );
    }
  }
}

async function countOf(db: Knex, actor: string): Promise<number> {
  const { rows } = await db.raw(
    `select count(*)::integer as count from public.mapping_audit_log where created_by = ?`,
    [actor],
  );
  return rows[0].count;
}

async function unlessRefused<Value>(work: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (isMarketMappingError(error) && REFUSALS.has(error.code)) return otherwise;
    throw error;
  }
}
