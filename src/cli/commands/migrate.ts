import { planMigrations, runMigrations } from 'market-mapping';
import { wholeNumber } from '../options.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';

interface Flags {
  dryRun?: boolean;
  lockTimeout: number;
}

export const addMigrate: AddCommand = program => {
  program
    .reading('migrate', 'Create the tables or upgrade them to this release; safe to run concurrently')
    .option('--dry-run', 'print the SQL instead of running it')
    .option('--lock-timeout <ms>', 'how long to wait for another migration; 0 means forever', wholeNumber, 60_000)
    .action(
      action(async (context, { dryRun, lockTimeout }: Flags) => {
        if (dryRun) {
          const plan = await planMigrations(context.db, context.inSchema);
          context.answer(plan, () => {
            if (plan.sql === '') context.note('Nothing to do: the tables are up to date.');
            else context.document(plan.sql);
          });
          return;
        }
        const result = await runMigrations(context.db, { ...context.inSchema, lockTimeoutMs: lockTimeout });
        const { applied, adopted, ahead, repaired = [], differences = [] } = result;
        context.answer(result, () => {
          for (const name of applied) context.write(`${adopted.includes(name) ? 'adopted' : 'applied'} ${name}`);
          for (const fault of repaired) context.write(`repaired ${fault}`);
          for (const difference of differences) context.write(coloured('red', 'differs'), ` ${difference}`);
          if (applied.length + repaired.length + differences.length === 0)
            context.write('Nothing to do: the tables are up to date.');
          for (const name of ahead) context.note(`${name} belongs to a newer release; this release works with it.`);
        });
      }),
    );
};
