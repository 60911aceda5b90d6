import { createMarketMapper, recordUnmappedMarkets, type ScrapedMarket, type Source } from 'market-mapping';
import type { Context } from '../context.js';
import { EXIT } from '../exit-code.js';
import { source } from '../options.js';
import { type AddCommand, action } from '../program.js';
import { readPayload } from '../read-payload.js';
import { type Replay, replayMarkets } from '../replay-markets.js';

interface Flags {
  source?: Source;
  record?: boolean;
  strict?: boolean;
}

export const addReplay: AddCommand = program => {
  program
    .reading('replay', 'Show which markets of captured payloads are mapped and which are not, without writing anything')
    .argument('<file...>', "a bookmaker's event JSON as served; - for standard input")
    .option('--source <name>', 'the bookmaker of the payloads (default: detected for each)', source)
    .option('--record', 'also write the unmapped markets to the log, as a scraper would')
    .option('--strict', 'exit code 1 if any outcome is not mapped')
    .action(
      action(async (context, files: string[], { source, record, strict }: Flags) => {
        const markets: ScrapedMarket[] = [];
        for (const file of files) markets.push(...(await readPayload(file, source)));
        const replay = await resolveAll(context, markets);
        const { counts, gaps, sightings } = replay;
        const result = record ? await recordUnmappedMarkets(context.db, sightings, context.inSchema) : null;
        const recorded = result && { recorded: result.recorded, discovered: result.discovered.length };
        context.answer({ counts, gaps, recorded }, () => {
          printReplay(context, replay);
          if (recorded) {
            context.note(`${recorded.recorded} sightings recorded, ${recorded.discovered} new markets.`);
          }
        });
        return strict && gaps.length > 0 ? EXIT.no : EXIT.done;
      }),
    );
};

async function resolveAll(context: Context, markets: readonly ScrapedMarket[]): Promise<Replay> {
  const logger = { warn: (message: string) => context.note(message) };
  const mapper = await createMarketMapper(context.db, { ...context.inSchema, listen: false, logger });
  try {
    return replayMarkets(mapper, markets);
  } finally {
    await mapper.close();
  }
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
