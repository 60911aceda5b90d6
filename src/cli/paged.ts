import type { Command } from 'commander';
import type { Page } from 'market-mapping';
import type { Context } from './context.js';
import { type PageFlags, wholeNumber } from './options.js';
import type { Column } from './table.js';

/** Gives a listing command its `--limit` and `--cursor`. */
export function paged(command: Command): Command {
  return command
    .option('--limit <number>', 'how many at most, up to 500', wholeNumber, 50)
    .option('--cursor <text>', 'where the previous page ended');
}

/** A page as a table, with the way to the next one beside it. */
export function printPage<T>(context: Context, page: Page<T>, columns: readonly Column<T>[], none: string): void {
  context.answer(page, () => {
    if (page.items.length === 0) context.note(none);
    else context.table(page.items, columns);
    printNext(context, page);
  });
}

export function printNext(context: Context, { nextCursor }: Page<unknown>): void {
  if (nextCursor !== null) context.note(`There are more: --cursor ${nextCursor}`);
}

/** The flags of a page in the form the library takes. */
export function pageOf({ limit, cursor }: PageFlags): PageFlags {
  return cursor === undefined ? { limit } : { limit, cursor };
}
