import { type Db, query } from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { DatabaseError } from '../model/errors.js';

/**
 * Makes it safe to send the statement twice: it does nothing if this flush of this recorder, or a later one, has been committed.
 * A second one that is sent while the first is still running waits for it to end.
 */
export interface Flush {
  recorderId: string;
  number: number;
  /** Told the number that the database had before this statement; null where it had no row of the recorder. */
  onStored?: (stored: number | null) => void;
}

/** The table has a higher number for a recorder than the recorder itself has given: somebody else has written it. */
export class FlushNumberError extends DatabaseError {
  constructor({ recorderId, number }: Flush, stored: string) {
    super(
      `The row of recorder ${recorderId} in market_mapping_recorders says ${stored}, and the recorder is at ${number}: it was written ` +
        'by somebody else, so what was sent under it did not count. Only mappers should be granted that table.',
      null,
    );
  }
}

/**
 * For a flush that found its number taken. Where an earlier attempt of the same flush has been committed after all, that is as it should
 * be; a higher number is a `FlushNumberError`.
 */
export async function assertOwnNumber(db: Db, { schema, recorders }: Tables, flush: Flush): Promise<void> {
  const sql = `select last_flush::text as last_flush from ${recorders} where id = $1::uuid and last_flush <> $2::bigint`;
  const [row] = await query<{ last_flush: string }>(db, schema, sql, [flush.recorderId, flush.number]);
  if (row) throw new FlushNumberError(flush, row.last_flush);
}
