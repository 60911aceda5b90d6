import { deleteIgnoreRule } from 'market-mapping';
import { wholeNumber } from '../options.js';
import { type AddCommand, action } from '../program.js';

export const addIgnoreRulesDelete: AddCommand = program => {
  program
    .changing('ignore-rules delete', 'Delete an ignore rule: what it ignored is NEW again once it is met')
    .argument('<id>', 'its id', wholeNumber)
    .addHelpText('after', '\nExample:\n  market-mapping ignore-rules delete 3 --reason "offered elsewhere by now"')
    .action(
      action(async (context, id: number) => {
        const rule = await deleteIgnoreRule(context.db, id, context.change);
        context.answer(rule, () => context.write(`rule ${rule.id} is deleted`));
        return undefined;
      }),
    );
};
