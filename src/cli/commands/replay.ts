import type { FlushResult, MarketMapper, ScrapedEvent } from 'market-mapping';
import { loadCatalogue } from '../catalogue-entries.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { withMapper } from '../open-mapper.js';
import { type AddCommand, action } from '../program.js';
import { addPayloadFiles, type PayloadFlags, readEvents } from '../read-events.js';
import { type Replay, replayEvents } from '../replay-events.js';

interface Flags extends PayloadFlags {
  catalogue?: boolean;
  record?: boolean;
  strict?: boolean;
}

export const addReplay: AddCommand = program => {
  addPayloadFiles(
    program.reading(
      'replay',
      'Show which markets of captured payloads are mapped and which are not, without writing anything',
    ),
  )
    .option('--catalogue', 'with the catalogue beneath the mappings of the database')
    .option('--record', 'also write what is not mapped to the log, as a scraper would')
    .option('--strict', 'exit code 1 if any outcome is not mapped, or there is none')
    .action(
      action(async (context, files: string[], { catalogue, record = false, strict = false, ...flags }: Flags) => {
        const events = await readEvents(context, files, flags);
        const { replay, written } = await withMapper(context, mapper => run(mapper, events, record), {
          baseMappings: catalogue ? await loadCatalogue() : [],
        });
        const recorded = written && { recorded: written.recorded, discovered: written.discovered.length };
        context.answer({ ...replay, recorded }, () => {
          printReplay(context, replay);
          if (recorded) {
            context.note(`${recorded.recorded} sightings recorded, ${recorded.discovered} new markets.`);
          }
        });
        return strict && !isComplete(replay) ? EXIT.no : EXIT.done;
      }),
    );
};

async function run(
  mapper: MarketMapper,
  events: readonly ScrapedEvent[],
  record: boolean,
): Promise<{ replay: Replay; written: FlushResult | null }> {
  const replay = replayEvents(mapper, events, { record });
  const written = record ? await mapper.flush() : null;
  if (written?.error) throw written.error;
  return { replay, written };
}

/** An empty payload is no proof that all of it maps. */
function isComplete({ counts, gaps }: Replay): boolean {
  return gaps.length === 0 && counts.some(({ markets }) => markets > 0);
}

function printReplay(context: Context, { counts, gaps }: Replay): void {
  context.table(counts, [
    { title: 'SOURCE', of: count => count.source },
    { title: 'MARKETS', of: count => count.markets, align: 'right' },
    { title: 'MAPPED', of: count => count.mapped, align: 'right' },
    { title: 'PARTIAL', of: count => count.partial, align: 'right' },
    { title: 'UNMAPPED', of: count => count.unmapped, align: 'right' },
    { title: 'PRICES', of: count => count.prices, align: 'right' },
    { title: 'PRICES MAPPED', of: count => count.pricesMapped, align: 'right' },
  ]);
  if (gaps.length === 0) return;
  context.write('');
  context.table(gaps, [
    { title: 'SOURCE', of: gap => gap.source },
    { title: 'MARKET', of: gap => gap.externalMarketId },
    { title: 'NAME', of: gap => gap.marketName },
    { title: 'REASON', of: gap => gap.reason },
    { title: 'TIMES', of: gap => gap.times, align: 'right' },
    { title: 'OUTCOMES', of: gap => gap.outcomes.join(', ') },
  ]);
}
