import { previewIgnoreRule, type UnmappedMarket } from 'market-mapping';
import { addIgnoreRuleFlags, conditionOf, type IgnoreRuleFlags } from '../ignore-rule-flags.js';
import { type AddCommand, action } from '../program.js';
import type { Column } from '../table.js';

const COLUMNS: readonly Column<UnmappedMarket>[] = [
  { title: 'ID', of: market => market.id, align: 'right' },
  { title: 'SOURCE', of: market => market.source },
  { title: 'MARKET', of: market => market.externalMarketId },
  { title: 'NAME', of: market => market.marketName },
  { title: 'SEEN', of: market => market.occurrenceCount, align: 'right' },
];

export const addIgnoreRulesPreview: AddCommand = program => {
  addIgnoreRuleFlags(
    program.reading('ignore-rules preview', 'Show which NEW markets a rule would ignore, and change nothing'),
  )
    .addHelpText('after', '\nExample:\n  market-mapping ignore-rules preview --source bet9ja --id "S_PLAYER*"')
    .action(
      action(async (context, flags: IgnoreRuleFlags) => {
        const preview = await previewIgnoreRule(context.db, conditionOf(flags), context.inSchema);
        context.answer(preview, () => {
          if (preview.rows > 0) context.table(preview.markets, COLUMNS);
          context.write(`It would ignore ${preview.rows} NEW markets, seen ${preview.sightings} times`);
        });
        return undefined;
      }),
    );
};
