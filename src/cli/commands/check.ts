import { checkSchema } from 'market-mapping';
import { EXIT } from '../exit-code.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';

export const addCheck: AddCommand = program => {
  program
    .reading('check', 'Compare the tables with this release; exit code 1 if anything is pending or differs')
    .action(
      action(async context => {
        const check = await checkSchema(context.db, context.inSchema);
        context.answer(check, () => {
          for (const name of check.pending) context.write(coloured('yellow', 'pending'), ` ${name}`);
          for (const name of check.ahead) context.write(`ahead   ${name} (a newer release has been here)`);
          for (const difference of check.differences) {
            // Before a first migration everything is missing, which "pending" has said.
            if (check.pending.length === 0) context.write(coloured('red', 'differs'), ` ${difference}`);
          }
          if (check.ok) context.write(coloured('green', 'The tables are what this release expects.'));
          else if (check.pending.length > 0) context.note('Run "market-mapping migrate".');
        });
        return check.ok ? EXIT.done : EXIT.no;
      }),
    );
};
