import { randomUUID } from 'node:crypto';
import { Conditions } from '../database/pages.js';
import type { Db } from '../database/query.js';
import { tablesFor } from '../database/tables.js';
import { rowIdField } from '../input/fields.js';
import { changeSchema } from '../input/schemas.js';
import { validate } from '../input/validate.js';
import { UnmappedMarketNotFoundError } from '../model/errors.js';
import type { Change, SchemaOption, UnmappedMarket } from '../model/index.js';
import { changeMarkets, patchSchema, type UnmappedPatch } from './change-markets.js';
import { toUnmappedMarket } from './to-unmapped-market.js';

/**
 * Sets the status or the notes of an unmapped market, in one statement. MAPPED is accepted only if an active mapping covers the
 * market; use `mapUnmappedMarket` to map it.
 *
 * @param db The service's knex, or a transaction of it.
 * @param id Its id in the log.
 * @param patch `status` and `notes`.
 * @param options `actor` and `reason` for the market's history; `schema`: `public` by default.
 * @returns The updated market.
 * @throws `UNMAPPED_MARKET_NOT_FOUND`; `MARKET_NOT_COVERED`; `VALIDATION`, `SCHEMA_MISSING`, `DATABASE`.
 *
 * @example
 * ```ts
 * import knex from 'knex';
 * import { updateUnmappedMarket } from 'market-mapping';
 *
 * const db = knex({ client: 'pg', connection: process.env.DATABASE_URL ?? 'postgres://localhost/odds' });
 * await updateUnmappedMarket(db, 17, { status: 'IGNORED', notes: 'player specials: not offered elsewhere' });
 * ```
 */
export async function updateUnmappedMarket(
  db: Db,
  id: number,
  patch: UnmappedPatch,
  options: Change & SchemaOption = {},
): Promise<UnmappedMarket> {
  const tables = tablesFor<Change & SchemaOption>(options, { actor: true, reason: true });
  validate(rowIdField, id, 'id');
  const checked = validate(patchSchema, patch, 'patch');
  const { actor, reason } = validate(changeSchema, options, 'options');
  const change = { ...(actor === undefined ? {} : { actor }), ...(reason === undefined ? {} : { reason }) };
  const where = new Conditions().and(id, value => `u.id = ${value}`);
  const { first } = await changeMarkets(db, tables, where, checked, { ...change, changeId: randomUUID() });
  if (!first) throw new UnmappedMarketNotFoundError(id);
  return toUnmappedMarket(first);
}
