import {
  listUnmappedMarkets,
  type Source,
  type UnmappedMarket,
  type UnmappedSort,
  type UnmappedStatus,
} from 'market-mapping';
import { oneOf, type PageFlags, source, status, wholeNumber } from '../options.js';
import { paged, pageOf, printPage } from '../paged.js';
import { type AddCommand, action } from '../program.js';
import type { Column } from '../table.js';

interface Flags extends PageFlags {
  source?: Source;
  status?: UnmappedStatus;
  minOccurrences?: number;
  search?: string;
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
  { title: 'REASON', of: market => market.reason ?? null },
];

export const addUnmappedList: AddCommand = program => {
  paged(
    program.reading(
      'unmapped list',
      'List the markets that scrapers met without a mapping, the most frequent first; --status NEW for those nobody has looked at',
    ),
  )
    .option('--source <id>', 'only markets of this bookmaker', source)
    .option('--status <status>', 'only markets with this status: NEW, ACKNOWLEDGED, MAPPED or IGNORED', status)
    .option('--min-occurrences <number>', 'only markets seen at least this often', wholeNumber)
    .option('--search <text>', 'only markets with this text in the id or name')
    .option(
      '--sort-by <field>',
      'occurrenceCount, lastSeenAt or firstSeenAt',
      oneOf(['occurrenceCount', 'lastSeenAt', 'firstSeenAt']),
    )
    .option('--order <order>', 'asc or desc', oneOf(['asc', 'desc']))
    .action(
      action(async (context, flags: Flags) => {
        const { source, status, minOccurrences, search, sortBy, order } = flags;
        const filter = { source, status, minOccurrences, search, sortBy, order, ...pageOf(flags) };
        const page = await listUnmappedMarkets(context.db, filter, context.inSchema);
        printPage(context, page, COLUMNS, 'No unmapped market matches.');
      }),
    );
};
