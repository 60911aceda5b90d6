import * as z from 'zod';
import { storable } from '../input/fields.js';
import { invalid } from '../input/validate.js';
import type { Page } from '../model/index.js';
import { pure } from '../model/pure.js';

/** What every list accepts in addition to its own filters. */
export interface PageOptions {
  /** The maximum number of items, from 1 to 500; 50 by default. */
  limit?: number;
  /** The `nextCursor` of the previous page, with the same filters. */
  cursor?: string;
}

const limit = 'must be a whole number from 1 to 500';
export const pageFields = /* @__PURE__ */ pure(() => ({
  limit: z
    .number({ error: limit })
    .int({ error: limit })
    .min(1, { error: limit })
    .max(500, { error: limit })
    .optional(),
  cursor: storable('a string').optional(),
}));

export const DEFAULT_LIMIT = 50;

/** Where a page ended: the sort values of its last row. `order` prevents using a cursor with another order. */
export function encodeCursor(order: string, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/** The sort values in a cursor, each checked. A ValidationError if it does not belong to this list in this order. */
export function decodeCursor<T extends [z.ZodType, ...z.ZodType[]]>(
  cursor: string,
  order: string,
  values: z.ZodTuple<T>,
): z.output<z.ZodTuple<T>> {
  try {
    const [found, ...rest]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const result = values.safeParse(rest);
    if (found === order && result.success) return result.data;
  } catch {
    // Not JSON, or not an array: rejected below like any other text.
  }
  throw invalid('cursor', 'must be the nextCursor of a page of this list, with the same sorting');
}

/** A page, from the rows of a statement that asked for one more than `limit`. */
export function toPage<Row, T>(
  rows: readonly Row[],
  size: number,
  toItem: (row: Row) => T,
  toCursor: (row: Row) => string,
): Page<T> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { items: shown.map(toItem), nextCursor: rows.length > size && last ? toCursor(last) : null };
}

/** Collects the conditions of a statement and its parameters. */
export class Conditions {
  readonly bindings: unknown[] = [];
  readonly #conditions: string[] = [];

  /** Adds a condition if there is a value; `condition` gets the value's placeholder. */
  and(value: unknown, condition: (placeholder: string) => string): this {
    if (value !== undefined) this.#conditions.push(condition(this.bind(value)));
    return this;
  }

  /** The placeholder of one more parameter. */
  bind(value: unknown): string {
    this.bindings.push(value);
    return `$${this.bindings.length}`;
  }

  toString(): string {
    return this.#conditions.length === 0 ? '' : `where ${this.#conditions.map(text => `(${text})`).join(' and ')}`;
  }
}

/** SQL: whether one of the columns contains the text, ignoring case; no character in it is a wildcard. */
export function contains(columns: readonly string[], placeholder: string): string {
  return columns.map(column => `strpos(lower(${column}), lower(${placeholder})) > 0`).join(' or ');
}
