import { notFound } from './page-fault.js';

/** A parameter with something in it; undefined for one that is empty, as forms send fields that nobody filled in. */
export function given(from: URLSearchParams, name: string): string | undefined {
  const value = from.get(name)?.trim();
  return value === undefined || value === '' ? undefined : value;
}

/** A parameter that is one of some words; anything else counts as not given, since a link may be older than the words. */
export function oneOf<const T extends string>(from: URLSearchParams, name: string, words: readonly T[]): T | undefined {
  const value = from.get(name);
  return words.find(word => word === value);
}

/** A whole number of at least one that Postgres has room for; anything else counts as not given. */
export function count(from: URLSearchParams, name: string): number | undefined {
  const value = given(from, name);
  return value !== undefined && /^\d{1,10}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX
    ? Number(value)
    : undefined;
}

/** The id of an act; anything else counts as not given. */
export function changeId(from: URLSearchParams, name: string): string | undefined {
  const value = given(from, name);
  return value !== undefined && UUID.test(value) ? value : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const MAX = 2_147_483_647;

/** The id of a row, from an address; one that no row can have leads nowhere. */
export function rowId(text: string | undefined): number {
  const id = /^\d{1,10}$/.test(text ?? '') ? Number(text) : 0;
  if (id < 1 || id > MAX) throw notFound();
  return id;
}

/** A moment as a form has it, in UTC: a day, or a day and a time. What is none, or is out of reach, counts as not given. */
export function momentOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?)?$/.test(text)) return undefined;
  const date = new Date(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
  return Number.isNaN(date.getTime()) || date.getTime() < 0 ? undefined : date;
}

/** A moment as the field of a form has it, in UTC. */
export function inputOf(moment: Date | undefined): string | undefined {
  return moment
    ?.toISOString()
    .slice(0, -1)
    .replace(/(:00)?\.000$/, '');
}
