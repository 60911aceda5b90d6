import type { Context } from './context.js';
import type { FieldChange } from './differences.js';
import { displayValue } from './display-value.js';
import { coloured } from './output.js';

/** Each field that differs, with what it was and what it is. */
export function printChanges(context: Context, changes: readonly FieldChange[]): void {
  for (const { field, before, after } of changes) {
    context.write(`  ${field}`);
    if (before !== undefined) context.write(coloured('red', `    - ${displayValue(before)}`));
    if (after !== undefined) context.write(coloured('green', `    + ${displayValue(after)}`));
  }
}
