import { listUnmappedMarkets, type UnmappedMarket, type UnmappedSort } from 'market-mapping';
import { oneOf, type PageFlags } from '../options.js';
import { paged, pageOf, printPage } from '../paged.js';
import { type AddCommand, action } from '../program.js';
import type { Column } from '../table.js';
import { addFilterFlags, type FilterFlags, filterOf } from '../unmapped-filter.js';

interface Flags extends PageFlags, FilterFlags {
  sortBy?: UnmappedSort;
  order?: 'asc' | 'desc';
}

const COLUMNS: readonly Column<UnmappedMarket>[] = [
  { title: 'ID', of: market => market.id, align: 'right' },
  { title: 'SOURCE', of: market => market.source },
  { title: 'MARKET', of: market => market.externalMarketId },
  { title: 'NAME', of: market => market.marketName },
  { title: 'SEEN', of: market => market.occurrenceCount, align: 'right' },
  { title: 'LAST SEEN', of: market => `${market.lastSeenAt.toISOString().slice(0, 16)}Z` },
  { title: 'STATUS', of: market => market.status },
  { title: 'STATE', of: stateOf },
  { title: 'REASON', of: market => market.reason ?? null },
];

function stateOf({ regressed, escalating, ignoredBy }: UnmappedMarket): string | null {
  const words = [
    ...(regressed ? ['regressed'] : []),
    ...(escalating ? ['escalating'] : []),
    ...(ignoredBy === undefined ? [] : [`rule ${ignoredBy}`]),
  ];
  return words.length === 0 ? null : words.join(', ');
}

export const addUnmappedList: AddCommand = program => {
  const command = program.reading(
    'unmapped list',
    'List the markets that scrapers met without a mapping, the most frequent first; --status NEW for those nobody has looked at',
  );
  addFilterFlags(paged(command))
    .option(
      '--sort-by <field>',
      'occurrenceCount, lastSeenAt or firstSeenAt',
      oneOf(['occurrenceCount', 'lastSeenAt', 'firstSeenAt']),
    )
    .option('--order <order>', 'asc or desc', oneOf(['asc', 'desc']))
    .addHelpText(
      'after',
      '\nExamples:\n  market-mapping unmapped list --status NEW,ACKNOWLEDGED --regressed\n  market-mapping unmapped list --source bet9ja --id "S_PLAYER*"',
    )
    .action(
      action(async (context, flags: Flags) => {
        const { sortBy, order } = flags;
        const filter = { ...filterOf(flags), sortBy, order, ...pageOf(flags) };
        const page = await listUnmappedMarkets(context.db, filter, context.inSchema);
        printPage(context, page, COLUMNS, 'No unmapped market matches.');
      }),
    );
};
