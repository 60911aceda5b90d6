import { revertChange } from 'market-mapping';
import { UsageError } from '../explain-error.js';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags {
  change?: string;
  force?: boolean;
}

export const addRevert: AddCommand = program => {
  program
    .changing('revert', 'Undo a change, or all of an import or a revert, by making the opposite changes')
    .argument('[id]', 'the entry of the audit log, as audit shows it', wholeNumber)
    .option('--change <change-id>', 'all entries with this change id')
    .option('--force', 'overwrite what somebody changed since')
    .addHelpText('after', '\nExample:\n  market-mapping revert 4711 --reason "wrong market"')
    .action(
      action(async (context, id: number | undefined, { change, force = false }: Flags) => {
        const target = id ?? (change === undefined ? undefined : { changeId: change });
        if (target === undefined || (id !== undefined && change !== undefined)) {
          throw new UsageError('give either the id of an entry or --change');
        }
        const result = await revertChange(context.db, target, { ...context.change, force });
        context.answer(result, () => context.write(`${result.reverted} mappings set back`));
      }),
    );
};
