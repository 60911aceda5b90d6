import { ValidationError } from '../model/errors.js';
import type { Db } from './db.js';
import { TIMESTAMP } from './timestamp.js';

/** One row of the types that this library reads. */
export const TYPES_PROBE = `select 9007199254740991 as big, now() as moment, true as yes, '{"a":1}'::jsonb as document`;

export interface ProbedTypes {
  big: unknown;
  moment: unknown;
  yes: unknown;
  document: unknown;
}

/** The settings of knex that a connection has proven to be readable under. Transactions share those of their knex. */
const readable = new WeakSet<object>();

export function isKnownReadable({ client }: Db): boolean {
  return readable.has(client.config ?? client);
}

/** Remembers that values arrive as they should, or throws a ValidationError: what can't be read must not be written first. */
export function assertReadable({ client }: Db, types: ProbedTypes | undefined): void {
  const fault = types === undefined ? null : findFault(types);
  if (fault !== null) throw new ValidationError([{ field: 'db', message: fault }]);
  readable.add(client.config ?? client);
}

function findFault({ big, moment, yes, document }: ProbedTypes): string | null {
  const isParsed = typeof big === 'number' && yes === true && typeof document === 'object' && document !== null;
  const isDate = Object.prototype.toString.call(moment) === '[object Date]';
  if (!isParsed || (typeof moment !== 'string' && !isDate)) {
    return (
      "has a driver that ignores the type parsers of a statement, as knex's client 'pgnative' and the native bindings of pg do: " +
      "use knex({ client: 'pg', connection }), or fromPool with a Pool of pg itself"
    );
  }
  if (typeof moment !== 'string' || TIMESTAMP.test(moment)) return null;
  return (
    `has sessions in which a timestamp reads ${JSON.stringify(moment)}, which can't be told from another day: set the DateStyle ` +
    "of its role or database to ISO (alter role … set datestyle = 'ISO')"
  );
}
