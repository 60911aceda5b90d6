import { InvalidRowError } from '../model/errors.js';

/** A timestamp as received: text from a statement or a jsonb snapshot, a Date from an engine with its own parsers. */
export type Timestamp = string | Date;

/** `2026-05-06 11:00:00.123456+00`, in jsonb with a T and the whole offset. A zone's historic offset may have seconds. */
export const TIMESTAMP =
  /^(\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)$/;

const UTC_TIMESTAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{3,6}\+00(?::00)?$/;

/** Truncated to the millisecond. */
export function toDate(value: Timestamp): Date {
  if (value instanceof Date) return value;
  // The form that a server in UTC writes, which is nearly ECMAScript's own: several times faster to read than part by part.
  if (UTC_TIMESTAMP.test(value)) return new Date(`${value.slice(0, 10)}T${value.slice(11, 23)}Z`);
  const parts = TIMESTAMP.exec(value);
  if (!parts) throw new InvalidRowError(notATimestamp(value));
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 7).map(Number);
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const [offsetHours = 0, offsetMinutes = 0, offsetSeconds = 0] = parts.slice(9, 12).map(part => Number(part ?? 0));
  const offset = (offsetHours * 3600 + offsetMinutes * 60 + offsetSeconds) * (parts[8] === '-' ? -1000 : 1000);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hours, minutes, seconds, milliseconds);
  return new Date(date.getTime() - offset);
}

export function notATimestamp(value: string): string {
  return `"${value}" is not a timestamp this library can read: it must be finite, and the session's DateStyle must be ISO.`;
}
