import { checkSchema } from 'market-mapping';
import { EXIT } from '../exit-code.js';
import { type AddCommand, action } from '../program.js';

export const addCheck: AddCommand = program => {
  program
    .reading('check', 'Compare the tables with this release; exit code 1 if anything is pending or differs')
    .action(
      action(async context => {
        const check = await checkSchema(context.db, context.inSchema);
        context.answer(check, () => {
          for (const name of check.pending) context.write(`${context.paint('yellow', 'pending')} ${name}`);
          for (const name of check.ahead) context.write(`ahead   ${name} (applied by a newer release)`);
          for (const difference of check.differences) {
            // Before the first migration everything is missing, which "pending" already says.
            if (check.pending.length === 0) context.write(`${context.paint('red', 'differs')} ${difference}`);
          }
          if (check.ok) context.write(context.paint('green', 'The tables match this release.'));
          else if (check.pending.length > 0) context.note('Run "market-mapping migrate".');
        });
        return check.ok ? EXIT.done : EXIT.no;
      }),
    );
};
