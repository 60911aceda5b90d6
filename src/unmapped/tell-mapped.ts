import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import type { Change, MarketMapping, UnmappedMarket } from '../model/index.js';
import { decided } from './change-markets.js';

/** Appends to the history of a market that somebody mapped it, whether that closed it or not. */
export async function tellMapped(
  db: Db,
  { schema, unmapped, unmappedHistory }: Tables,
  before: UnmappedMarket,
  { canonicalId }: MarketMapping,
  { actor, reason }: Change,
  changeId: string,
): Promise<void> {
  const old = { status: before.status, notes: before.notes, ignored_by: before.ignoredBy ?? null };
  await query(
    db,
    schema,
    `insert into ${unmappedHistory} (market_id, source, external_market_id, action, old_value, new_value, reason, change_id, created_at, created_by)
     select u.id, u.source, u.external_market_id, 'MAP', $2::jsonb, ${decided('u')} || jsonb_build_object('mapped_to', $3::text),
       $4, $5::uuid, clock_timestamp(), $6
     from ${unmapped} u where u.id = $1`,
    [before.id, JSON.stringify(old), canonicalId, reason ?? null, changeId, actor ?? null],
  );
}
