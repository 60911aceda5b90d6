import { listMappings, type MarketMapping, type Source } from 'market-mapping';
import { UsageError } from '../explain-error.js';
import { type PageFlags, source } from '../options.js';
import { paged, pageOf, printPage } from '../paged.js';
import { displaySourceIds } from '../print-mapping.js';
import { type AddCommand, action } from '../program.js';
import type { Column } from '../table.js';

interface Flags extends PageFlags {
  source?: Source;
  active?: boolean;
  inactive?: boolean;
  search?: string;
}

/** Shown where any of the mappings has something there. */
const FURTHER: readonly Column<MarketMapping>[] = [
  { title: 'OTHER IDS', of: mapping => displaySourceIds(mapping.sourceIds) },
  { title: 'SPORT', of: mapping => mapping.sport },
];

const COLUMNS: readonly Column<MarketMapping>[] = [
  { title: 'CANONICAL ID', of: mapping => mapping.canonicalId, isWhole: true },
  { title: 'NAME', of: mapping => mapping.name },
  { title: 'BETPAWA', of: mapping => mapping.betpawaId },
  { title: 'SPORTYBET', of: mapping => mapping.sportybetId },
  { title: 'BET9JA', of: mapping => mapping.bet9jaKey },
  ...FURTHER,
  { title: 'OUTCOMES', of: mapping => mapping.outcomeMapping.length, align: 'right' },
  { title: 'PRIORITY', of: mapping => mapping.priority, align: 'right' },
  { title: 'ACTIVE', of: mapping => (mapping.isActive ? 'yes' : 'no') },
];

export const addMappingsList: AddCommand = program => {
  paged(program.reading('mappings list', 'List mappings in the order they were created'))
    .option('--source <id>', 'only mappings with an id at this bookmaker', source)
    .option('--active', 'only active mappings')
    .option('--inactive', 'only inactive mappings')
    .option('--search <text>', 'only mappings with this text in the canonical id, name or ids')
    .action(
      action(async (context, flags: Flags) => {
        const { source, active, inactive, search } = flags;
        if (active && inactive) throw new UsageError('use either --active or --inactive');
        const isActive = active ? true : inactive ? false : undefined;
        const page = await listMappings(context.db, { source, isActive, search, ...pageOf(flags) }, context.inSchema);
        const isEmpty = ({ of }: Column<MarketMapping>) => page.items.every(mapping => of(mapping) === null);
        const columns = COLUMNS.filter(column => !FURTHER.includes(column) || !isEmpty(column));
        printPage(context, page, columns, 'No mapping matches.');
      }),
    );
};
