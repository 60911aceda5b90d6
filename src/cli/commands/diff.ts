import { diffMappings, type MappingDifference } from 'market-mapping';
import type { Context } from '../context.js';
import { differences } from '../differences.js';
import { UsageError } from '../explain-error.js';
import { age } from '../options.js';
import { coloured } from '../output.js';
import { printChanges } from '../print-changes.js';
import { type AddCommand, action } from '../program.js';

export const addDiff: AddCommand = program => {
  program
    .reading('diff', 'Compare all mappings at two moments, field by field; audit has the steps in between')
    .argument('<from>', 'a time, or so long ago as 12h or 7d', age)
    .argument('[to]', 'the same (default: now)', age)
    .action(
      action(async (context, from: Date, to: Date | undefined) => {
        if (to && to < from) throw new UsageError('the second moment must not be earlier than the first');
        const found = await diffMappings(context.db, { from, ...(to ? { to } : {}) }, context.inSchema);
        context.answer(found, () => {
          if (found.length === 0) context.note('No mapping differs.');
          for (const difference of found) print(context, difference);
        });
        return undefined;
      }),
    );
};

function print(context: Context, { canonicalId, before, after, fields }: MappingDifference): void {
  if (before === null) context.write(coloured('green', 'created'), ` ${canonicalId}`);
  else if (after === null) context.write(coloured('red', 'deleted'), ` ${canonicalId}`);
  else context.write(coloured('bold', 'changed'), ` ${canonicalId}`);
  printChanges(
    context,
    fields.flatMap(({ field, before, after }) => differences(before, after, field)),
  );
}
