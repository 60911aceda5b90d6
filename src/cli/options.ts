import { InvalidArgumentError } from 'commander';
import {
  AUDIT_ACTIONS,
  type AuditAction,
  type Source,
  SPORTS,
  type Sport,
  UNMAPPED_STATUSES,
  type UnmappedStatus,
} from 'market-mapping';

/** A whole number on the command line. */
export function wholeNumber(text: string): number {
  if (!/^-?\d{1,10}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** A moment on the command line: a day, or a day with a time. */
export function moment(text: string): Date {
  const isIso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text);
  const date = new Date(text.replace(' ', 'T'));
  if (!isIso || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError('It must be a time such as 2026-05-06 or 2026-05-06T11:00:00Z.');
  }
  return date;
}

/** One of a list of words, ignoring case. */
export function oneOf<const T extends string>(words: readonly T[]): (text: string) => T {
  return text => {
    const word = words.find(each => each.toLowerCase() === text.toLowerCase());
    if (word === undefined) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return word;
  };
}

/** Several of a list of words, between commas. */
export function listOf<const T extends string>(words: readonly T[]): (text: string) => T[] {
  const one = oneOf(words);
  return text => [...new Set(text.split(',').map(word => one(word.trim())))];
}

const AGES: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** How long ago, as the moment that was: `90d`, `12h`; or a moment itself. */
export function age(text: string): Date {
  const [, number, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (number === undefined) return moment(text);
  return new Date(Date.now() - Number(number) * (AGES[unit] ?? 0));
}

/** The id of a bookmaker: of those that the package knows, or of any other. */
export function source(text: string): Source {
  const word = text.toLowerCase();
  if (!/^[a-z0-9][a-z0-9_-]{0,19}$/.test(word)) throw new InvalidArgumentError('It must be the id of a bookmaker.');
  return word;
}

/** An option that can be given several times: its values, in their order. */
export function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

export const sport: (text: string) => Sport = oneOf(SPORTS);
export const statuses: (text: string) => UnmappedStatus[] = listOf(UNMAPPED_STATUSES);
export const auditAction: (text: string) => AuditAction = oneOf(AUDIT_ACTIONS);

/** The options of every list. */
export interface PageFlags {
  limit: number;
  cursor?: string;
}
