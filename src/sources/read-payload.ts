/** An object of a payload. Nothing is known about its values until one of these readers has looked at them. */
export type JsonObject = Record<string, unknown>;

export function readObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

const NOTHING: readonly unknown[] = [];

/** A list as it is; an empty list for anything else. */
export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NOTHING;
}

/** The items of a list that are objects. Anything else is left out; what is not a list has no items. */
export function readObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(item => readObject(item) !== null) : [];
}

/** Text as served. Bookmakers sometimes change an id from a string to a number, so numbers count as text too. */
export function readText(value: unknown): string | null {
  const known = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  return typeof known === 'string' && known !== '' ? known : null;
}

/** `Number` alone would read '' as 0, '0x10' as 16 and '1e3' as 1000. Only plain decimals are numbers here. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

export function readNumber(value: unknown): number | null {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Decimal odds. Bookmakers serve 0 or 1 where they offer no price. */
export function readOdds(value: unknown): number | null {
  const odds = readNumber(value);
  return odds !== null && odds > 1 ? odds : null;
}

export function readYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

/** A moment: milliseconds since 1970 (or seconds, if `unit` says so), or text in ISO 8601. */
export function readMoment(value: unknown, unit: 'ms' | 's' = 'ms'): Date | null {
  const number = readNumber(value);
  if (number !== null) return toDate(unit === 's' ? number * 1000 : number);
  return typeof value === 'string' && ISO.test(value) ? toDate(Date.parse(value)) : null;
}

/** `2026-05-06 11:00:00` by a clock that is so many hours ahead of UTC; the text does not contain its time zone. */
export function readClock(value: unknown, hoursAhead: number): Date | null {
  const [, day, time] = (typeof value === 'string' && CLOCK.exec(value)) || [];
  return day === undefined ? null : toDate(Date.parse(`${day}T${time}Z`) - hoursAhead * 3_600_000);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const CLOCK = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/;

/** Null for a moment before 1970 or after the year 9999: no event starts then. */
function toDate(time: number): Date | null {
  return time > 0 && time < LATEST ? new Date(time) : null;
}

const LATEST = 253_402_300_800_000;

/** The digits of Sportradar's id of an event, from `sr:match:71583282` or from the number alone. */
export function readSportradarId(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : (SPORTRADAR.exec(text)?.[1] ?? null);
}

const SPORTRADAR = /^(?:sr:match:)?([1-9]\d{0,18})$/;
