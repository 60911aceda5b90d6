import { readFileSync } from 'node:fs';
import type { LintableMapping, LintObserved, ScrapedEvent, ScrapedMarket, ScrapedOutcome } from '../../src/index.js';

/** The examples of one rule, as `docs/lint.md` shows them. */
export interface LintExample {
  readonly rule: string;
  readonly bad: readonly LintableMapping[];
  readonly good: readonly LintableMapping[];
  readonly observed: LintObserved;
}

type ShortOutcome = string | Partial<ScrapedOutcome>;
type ShortMarket = Partial<Omit<ScrapedMarket, 'outcomes'>> & { outcomes: readonly ShortOutcome[]; events?: number };
type ShortEvent = Partial<Omit<ScrapedEvent, 'markets'>> & { markets: readonly ShortMarket[] };

interface ShortExample {
  readonly bad: readonly LintableMapping[];
  readonly good: readonly LintableMapping[];
  readonly seen?: readonly (ShortMarket | ShortEvent)[];
  readonly lastUsed?: Readonly<Record<string, string>>;
  readonly now?: string;
}

/** Each section of the page that has an example. */
export function lintExamples(): LintExample[] {
  const page = readFileSync('docs/lint.md', 'utf8').replaceAll('\r\n', '\n');
  return [...page.matchAll(/^### ([a-z0-9-]+)\n(.*?)(?=^### |(?![\s\S]))/gms)].map(([, rule = '', section = '']) => {
    const json = /^```json\n(.*?)^```$/ms.exec(section)?.[1];
    if (json === undefined) throw new Error(`docs/lint.md has no example of ${rule}`);
    const { bad, good, seen = [], lastUsed, now }: ShortExample = JSON.parse(json);
    const observed: LintObserved = {
      events: seen.flatMap(toEvents),
      ...(lastUsed === undefined ? {} : { lastUsed }),
      ...(now === undefined ? {} : { now: new Date(now) }),
    };
    return { rule, bad, good, observed };
  });
}

/** What a payload's reader would have made of what the page shows. */
function toEvents(short: ShortMarket | ShortEvent, at: number): ScrapedEvent[] {
  if ('markets' in short) return [toEvent(short, `event ${at}`)];
  const { source = 'sportybet', event, events = 1 } = short;
  return Array.from({ length: events }, (_, number) =>
    toEvent({ ...event, source, markets: [short] }, `event ${at}.${number}`),
  );
}

function toEvent({ source = 'sportybet', markets, ...said }: ShortEvent, eventId: string): ScrapedEvent {
  return {
    eventId,
    sportradarId: null,
    sport: 'football',
    home: null,
    away: null,
    startsAt: null,
    isLive: false,
    ...said,
    source,
    markets: markets.map(market => toMarket(source, market)),
  };
}

function toMarket(
  source: string,
  { externalMarketId = '', marketName = null, parameter = null, outcomes }: ShortMarket,
): ScrapedMarket {
  return {
    source,
    externalMarketId,
    marketName,
    parameter,
    outcomes: outcomes.map(outcome => {
      const said = typeof outcome === 'string' ? { name: outcome } : outcome;
      return { id: null, name: '', odds: 1.9, active: true, ...said };
    }),
  };
}
