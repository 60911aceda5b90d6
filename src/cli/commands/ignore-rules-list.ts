import { type ListedIgnoreRule, listIgnoreRules } from 'market-mapping';
import { type AddCommand, action } from '../program.js';
import type { Column } from '../table.js';

const COLUMNS: readonly Column<ListedIgnoreRule>[] = [
  { title: 'ID', of: rule => rule.id, align: 'right' },
  { title: 'SOURCE', of: rule => rule.source },
  { title: 'MARKET', of: rule => rule.externalMarketId },
  { title: 'NAME', of: rule => rule.marketName },
  {
    title: 'UNTIL',
    of: rule => (rule.until === null ? null : `${rule.until.toISOString()}${rule.isInForce ? '' : ' (over)'}`),
  },
  { title: 'MARKETS', of: rule => rule.rows, align: 'right' },
  { title: 'SEEN', of: rule => rule.sightings, align: 'right' },
  { title: 'BY', of: rule => rule.createdBy },
  { title: 'REASON', of: rule => rule.reason },
];

export const addIgnoreRulesList: AddCommand = program => {
  program
    .reading(
      'ignore-rules list',
      'List the ignore rules, each with the markets that it mutes and how often they were seen',
    )
    .addHelpText('after', '\nExample:\n  market-mapping ignore-rules list')
    .action(
      action(async context => {
        const rules = await listIgnoreRules(context.db, context.inSchema);
        context.answer(rules, () => {
          if (rules.length === 0) context.note('There is no ignore rule.');
          else context.table(rules, COLUMNS);
        });
        return undefined;
      }),
    );
};
