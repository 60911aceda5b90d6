import {
  type CoverageCount,
  type CoverageGain,
  listMappings,
  measureCoverage,
  type SourceCoverage,
} from 'market-mapping';
import { loadCatalogue } from '../catalogue-entries.js';
import type { Context } from '../context.js';
import { withMapper } from '../open-mapper.js';
import { coloured } from '../output.js';
import { type AddCommand, action } from '../program.js';
import { addPayloadFiles, type PayloadFlags, readEvents } from '../read-events.js';

interface Flags extends PayloadFlags {
  /** Undefined where neither it nor its opposite was given. */
  catalogue?: boolean;
}

/** What each reason says of a type of market. */
const REASONS: Readonly<Record<CoverageGain['reason'], string>> = {
  UNKNOWN_MARKET: 'no mapping has its id',
  UNKNOWN_OUTCOMES: 'no mapping with its id knows an outcome',
  BOUND_AWAY: 'its mappings are bound to another parameter or sport',
  PARTIAL: 'some outcomes are not known',
};

export const addCoverage: AddCommand = program => {
  addPayloadFiles(
    program.reading(
      'coverage',
      'Measure how much of captured payloads is mapped, and which types of market would gain most, by bookmaker',
    ),
  )
    .option('--catalogue', 'with the catalogue beneath the mappings of the database (default: if it has none)')
    .option('--no-catalogue', 'with the mappings of the database alone')
    .action(
      action(async (context, files: string[], { catalogue, ...flags }: Flags) => {
        const events = await readEvents(context, files, flags);
        const withCatalogue = catalogue ?? (await isEmpty(context));
        const baseMappings = withCatalogue ? await loadCatalogue() : [];
        const coverage = await withMapper(context, mapper => measureCoverage(events, mapper), { baseMappings });
        if (withCatalogue && catalogue === undefined) {
          context.note(
            'The database has no mappings: this is what the catalogue maps ("catalogue import" takes it over).',
          );
        }
        context.answer(coverage, () => printCoverage(context, coverage));
      }),
    );
};

async function isEmpty(context: Context): Promise<boolean> {
  const { items } = await listMappings(context.db, { isActive: true, limit: 1 }, context.inSchema);
  return items.length === 0;
}

function printCoverage(context: Context, coverage: readonly SourceCoverage[]): void {
  const rows = coverage.flatMap(each => [
    { source: each.source, of: 'markets', count: each.markets },
    { source: each.source, of: 'prices', count: each.prices },
    { source: each.source, of: 'prices of players', count: each.playerPrices },
    { source: each.source, of: 'prices others offer', count: each.counterpartPrices },
  ]);
  context.table(rows, [
    { title: 'SOURCE', of: row => row.source },
    { title: 'OF', of: row => row.of },
    { title: 'TOTAL', of: row => row.count.total, align: 'right' },
    { title: 'MAPPED', of: row => row.count.mapped, align: 'right' },
    { title: 'SHARE', of: row => share(row.count), align: 'right' },
    { title: 'PARTLY', of: row => row.count.partial, align: 'right' },
    { title: 'UNMAPPED', of: row => row.count.unmapped, align: 'right' },
    { title: 'BOUND AWAY', of: row => row.count.boundAway, align: 'right' },
  ]);
  for (const { source, gains } of coverage) {
    if (gains.length === 0) continue;
    context.write('');
    context.write(coloured('bold', `${source} would gain most by`));
    context.table(gains, [
      { title: 'MARKET', of: gain => gain.externalMarketId },
      { title: 'NAME', of: gain => gain.marketName },
      { title: 'SPORT', of: gain => gain.sport },
      { title: 'PRICES', of: gain => gain.prices, align: 'right' },
      { title: 'OTHERS OFFER IT', of: gain => (gain.hasCounterpart ? 'yes' : 'no') },
      { title: 'REASON', of: gain => REASONS[gain.reason] },
    ]);
  }
}

function share({ total, mapped }: CoverageCount): string | null {
  return total === 0 ? null : `${((mapped / total) * 100).toFixed(1)} %`;
}
