import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { integer, jsonb, pgTable, serial, timestamp, varchar } from 'drizzle-orm/pg-core';
import type { Knex } from 'knex';
import { recordUnmappedMarkets, updateMapping } from 'market-mapping';
import type pg from 'pg';
import { type Context, countRoundTrips, insertManyMappings } from './context.js';
import { compareRuns } from './measure.js';
import { duration, type Line, type Section } from './report.js';
import { manySightings } from './sightings.js';

/** `updateMapping` with its audit row, beside the transaction that others would write. */
export async function update(context: Context): Promise<Section> {
  const { db, client, close } = await context.database();
  await insertManyMappings(client, context.data.mappings, 1_000);
  await recordUnmappedMarkets(db, manySightings(context.data, 1_000));
  await client.query('vacuum analyze unmapped_market_log');
  const orm = drizzle(client);
  const calls = context.isQuick ? 20 : 100;
  let version = 0;
  const repeat = (change: (canonicalId: string, name: string) => Promise<unknown>) => ({
    run: async () => {
      for (let call = 0; call < calls; call++) await change(`market_${1 + (call % 1_000)}`, `Renamed ${version++}`);
    },
  });
  const times = await compareRuns(
    {
      ours: repeat((canonicalId, name) => updateMapping(db, canonicalId, { name }, { actor: 'ada', reason: 'bench' })),
      knex: repeat((canonicalId, name) => updateByKnex(db, canonicalId, name)),
      drizzle: repeat((canonicalId, name) => updateByDrizzle(orm, canonicalId, name)),
      marking: repeat((canonicalId, name) => updateByOneStatement(client, MARKING, canonicalId, name)),
      raw: repeat((canonicalId, name) => updateByOneStatement(client, BARE, canonicalId, name)),
    },
    { rounds: context.isQuick ? 3 : 25 },
  );
  const roundTrips = await countRoundTrips(db, () => updateMapping(db, 'market_1', { name: 'Counted' }));
  await close();
  const beside = (what: string, beside: string, theirs: number, ratio: number, target?: Line['target']): Line => ({
    what,
    ours: duration(times.ours / calls),
    beside,
    theirs: duration(theirs / calls),
    ratio,
    target,
  });
  const { ours, knex, drizzle: byDrizzle, marking, raw } = times;
  const speed = 'updateMapping with audit (speed)';
  return {
    title: 'updateMapping',
    lines: [
      {
        what: 'round trips',
        ours: String(roundTrips),
        beside: 'one',
        theirs: '1',
        ratio: roundTrips,
        target: { atMost: 1 },
      },
      beside(speed, 'BEGIN, SELECT FOR UPDATE, UPDATE, INSERT, COMMIT with knex', knex, knex / ours, {
        atLeast: 2.5,
      }),
      beside(speed, 'the same with drizzle-orm', byDrizzle, byDrizzle / ours, { atLeast: 2.5 }),
      beside(
        'updateMapping with audit (time)',
        'one raw prepared statement that marks as well',
        marking,
        ours / marking,
        {
          atMost: 1.3,
        },
      ),
      beside('updateMapping with audit (time)', 'one raw prepared statement that does not', raw, ours / raw, {
        atMost: 1.3,
      }),
    ],
    notes: [
      'All of them pay for the trigger that tells the mappers. Only updateMapping, and one of the raw statements, also look among 1,000 markets in the log for those that are covered now, and mark them.',
    ],
  };
}

async function updateByKnex(db: Knex, canonicalId: string, name: string): Promise<void> {
  await db.transaction(async trx => {
    const before = await trx('user_market_mappings').where({ canonical_id: canonicalId }).forUpdate().first();
    if (before === undefined) throw new Error(`there is no ${canonicalId}`);
    const [after] = await trx('user_market_mappings')
      .where({ id: before.id })
      .update({ name, updated_at: trx.fn.now() })
      .returning('*');
    await trx('mapping_audit_log').insert({
      mapping_id: before.id,
      canonical_id: canonicalId,
      action: 'UPDATE',
      old_value: JSON.stringify(before),
      new_value: JSON.stringify(after),
      reason: 'bench',
      created_by: 'ada',
    });
  });
}

const mappings = pgTable('user_market_mappings', {
  id: serial().primaryKey(),
  canonical_id: varchar({ length: 100 }).notNull(),
  name: varchar({ length: 255 }).notNull(),
  betpawa_id: varchar({ length: 50 }),
  sportybet_id: varchar({ length: 50 }),
  bet9ja_key: varchar({ length: 50 }),
  outcome_mapping: jsonb().notNull(),
  priority: integer().notNull(),
  updated_at: timestamp({ withTimezone: true }).notNull(),
});

const audit = pgTable('mapping_audit_log', {
  id: serial().primaryKey(),
  mapping_id: integer(),
  canonical_id: varchar({ length: 100 }).notNull(),
  action: varchar({ length: 20 }).notNull(),
  old_value: jsonb(),
  new_value: jsonb(),
  reason: varchar(),
  created_by: varchar({ length: 100 }),
});

async function updateByDrizzle(orm: NodePgDatabase, canonicalId: string, name: string): Promise<void> {
  await orm.transaction(async tx => {
    const [before] = await tx.select().from(mappings).where(eq(mappings.canonical_id, canonicalId)).for('update');
    if (!before) throw new Error(`there is no ${canonicalId}`);
    const [after] = await tx
      .update(mappings)
      .set({ name, updated_at: new Date() })
      .where(eq(mappings.id, before.id))
      .returning();
    await tx.insert(audit).values({
      mapping_id: before.id,
      canonical_id: canonicalId,
      action: 'UPDATE',
      old_value: before,
      new_value: after,
      reason: 'bench',
      created_by: 'ada',
    });
  });
}

/** The update and its audit row, and what else is done with the row that was `saved`. */
const withAudit = (also = '') => `
  with before as (
    select t.*, to_jsonb(t) as old_value from user_market_mappings t where canonical_id = $1 for update
  ), saved as (
    update user_market_mappings m set name = $2, updated_at = now() from before
    where m.id = before.id
    returning m.*, before.old_value, to_jsonb(m) as new_value
  ), audited as (
    insert into mapping_audit_log (mapping_id, canonical_id, action, old_value, new_value, reason, created_by)
    select id, canonical_id, 'UPDATE', old_value, new_value, $3, $4 from saved
  )${also}
  select new_value from saved`;

const BARE = { name: 'update with audit', text: withAudit() };

/** What somebody would write who has measured that the pattern is slow; it locks in no order. */
const MARKING = {
  name: 'update with audit and marking',
  text: withAudit(`, marked as (
    update unmapped_market_log u set status = 'MAPPED' from saved m
    where m.is_active and u.status in ('NEW', 'ACKNOWLEDGED') and (
      u.source = 'betpawa' and u.external_market_id = m.betpawa_id
      or u.source = 'sportybet' and u.external_market_id = m.sportybet_id
      or u.source = 'bet9ja' and starts_with(u.external_market_id, m.bet9ja_key) and m.bet9ja_key in (u.external_market_id,
        regexp_replace(u.external_market_id, '^([^_@]+_[^_@]+)(@[^_]*)?(_.*)?$', '\\1\\2'),
        regexp_replace(u.external_market_id, '^([^_@]+_[^_@]+)(@[^_]*)?(_.*)?$', '\\1')))
  )`),
};

async function updateByOneStatement(
  client: pg.Client,
  statement: { name: string; text: string },
  canonicalId: string,
  newName: string,
): Promise<void> {
  await client.query({ ...statement, values: [canonicalId, newName, 'bench', 'ada'] });
}
