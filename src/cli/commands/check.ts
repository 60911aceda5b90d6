import { checkSchema, repairSchema, type SchemaCheck } from 'market-mapping';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';

export const addCheck: AddCommand = program => {
  program
    .reading('check', 'Compare the tables with this release; exit code 1 if anything is pending or differs')
    .option('--fix', 'repair triggers that are lost or disabled, and sequences that are behind, as after a restore')
    .action(
      action(async (context, { fix = false }: { fix?: boolean }) => {
        const { repaired, check } = fix
          ? await repairSchema(context.db, context.inSchema)
          : { repaired: [], check: await checkSchema(context.db, context.inSchema) };
        context.answer(fix ? { ...check, repaired } : check, () => {
          for (const difference of repaired) context.write(coloured('green', 'repaired'), ` ${difference}`);
          print(context, check, fix);
        });
        return check.ok ? EXIT.done : EXIT.no;
      }),
    );
};

function print(context: Context, check: SchemaCheck, isFixed: boolean): void {
  for (const name of check.pending) context.write(coloured('yellow', 'pending'), ` ${name}`);
  for (const name of check.ahead) context.write(`ahead   ${name} (a newer release has been here)`);
  for (const difference of check.differences) {
    // Before a first migration everything is missing, which "pending" has said.
    if (check.pending.length === 0) context.write(coloured('red', 'differs'), ` ${difference}`);
  }
  if (check.ok) context.write(coloured('green', 'The tables are what this release expects.'));
  else if (check.pending.length > 0) context.note('Run "market-mapping migrate".');
  else if (isFixed) context.note('What differs still, --fix does not repair: the tables have to be altered by hand.');
  else context.note('"market-mapping check --fix" repairs triggers, functions and sequences.');
}
