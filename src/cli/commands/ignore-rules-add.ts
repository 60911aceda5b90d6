import { createIgnoreRule } from 'market-mapping';
import { UsageError } from '../explain-error.js';
import { addIgnoreRuleFlags, conditionOf, type IgnoreRuleFlags } from '../ignore-rule-flags.js';
import { moment } from '../options.js';
import { type AddCommand, action } from '../program.js';

interface Flags extends IgnoreRuleFlags {
  until?: Date;
}

export const addIgnoreRulesAdd: AddCommand = program => {
  addIgnoreRuleFlags(
    program.changing('ignore-rules add', 'Ignore the NEW markets that match, and those that are met from now on'),
  )
    .option('--until <time>', 'when the rule ends (default: never)', moment)
    .addHelpText(
      'after',
      '\nExample:\n  market-mapping ignore-rules add --source bet9ja --id "S_PLAYER*" --until 2027-01-01 --reason "player specials"',
    )
    .action(
      action(async (context, { until, ...flags }: Flags) => {
        const { reason, ...change } = context.change;
        if (reason === undefined) throw new UsageError('a rule needs a --reason, so that others know why it is there');
        const rule = await createIgnoreRule(context.db, { ...conditionOf(flags), until, reason }, change);
        context.answer(rule, () => {
          context.write(`rule ${rule.id} ignores ${rule.rows} markets, seen ${rule.sightings} times`);
        });
        return undefined;
      }),
    );
};
