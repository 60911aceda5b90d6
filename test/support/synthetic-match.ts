import type { ActiveMapping, Line, LineKind, Source } from '../../src/index.js';
import type { PricedResolution } from '../../src/prices/books.js';

/** The same numbers for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is true of a match: the goals to be expected of each side, in the whole of it. */
export interface Match {
  readonly home: number;
  readonly away: number;
}

/** How a bookmaker prices: its view of the match, its margin and where it puts it. */
export interface Bookmaker {
  readonly source: Source;
  /** Its expected goals as a share of the true ones. */
  readonly view: readonly [number, number];
  /** For each outcome beyond the first, on top of the fair book. */
  readonly margin: number;
  /** 0: in proportion to the probabilities; 1: evenly over the outcomes. */
  readonly evenness: number;
  /** It asks no more than this for anything. */
  readonly cap: number;
}

/** The probability of each outcome, by market and line. */
export type FairMarkets = Map<string, { line: Line | null; outcomes: Map<string, number> }[]>;

const MAX_GOALS = 14;
/** The share of the goals that falls in the first half. */
const FIRST_HALF = 0.45;

export function fairMarkets({ home, away }: Match): FairMarkets {
  const markets: FairMarkets = new Map();
  for (const [period, share] of [
    ['ft', 1],
    ['1h', FIRST_HALF],
  ] as const) {
    const scores = scoresOf(home * share, away * share);
    const p = (isSo: (home: number, away: number) => boolean) =>
      scores.reduce((sum, { h, a, probability }) => (isSo(h, a) ? sum + probability : sum), 0);
    const add = (id: string, outcomes: Record<string, number>, line: Line | null = null) => {
      const name = `${id}_${period}`;
      markets.set(name, [...(markets.get(name) ?? []), { line, outcomes: new Map(Object.entries(outcomes)) }]);
    };
    const yesNo = (yes: number) => ({ yes, no: 1 - yes });
    const [win, draw, loss] = [p((h, a) => h > a), p((h, a) => h === a), p((h, a) => h < a)];
    add('1x2', { home: win, draw, away: loss });
    add('double_chance', { home_draw: win + draw, draw_away: draw + loss, home_away: win + loss });
    add('draw_no_bet', { home: win / (win + loss), away: loss / (win + loss) });
    add('btts', yesNo(p((h, a) => h > 0 && a > 0)));
    add('home_clean_sheet', yesNo(p((_, a) => a === 0)));
    add('away_clean_sheet', yesNo(p(h => h === 0)));
    add('home_win_to_nil', yesNo(p((h, a) => h > 0 && a === 0)));
    add('odd_even', { odd: p((h, a) => (h + a) % 2 === 1), even: p((h, a) => (h + a) % 2 === 0) });
    for (const [id, count] of [
      ['over_under', (h: number, a: number) => h + a],
      ['home_over_under', (h: number) => h],
      ['away_over_under', (_: number, a: number) => a],
    ] as const) {
      for (let line = 0.5; line < (id === 'over_under' ? 6 : 3); line++) {
        const over = p((h, a) => count(h, a) > line);
        add(id, { over, under: 1 - over }, lineOf('total', line));
      }
    }
    for (let line = -2.5; line <= 2.5; line++) {
      const covered = p((h, a) => h + line > a);
      add('asian_handicap', { home: covered, away: 1 - covered }, lineOf('asian-handicap', line));
    }
    for (const line of [-2, -1, 1, 2]) {
      const outcomes = {
        home: p((h, a) => h + line > a),
        draw: p((h, a) => h + line === a),
        away: p((h, a) => h + line < a),
      };
      add('handicap_3way', outcomes, lineOf('european-handicap', line));
    }
    const exactly = (most: number) =>
      Object.fromEntries(
        Array.from({ length: most + 1 }, (_, goals) => [
          goals === most ? `${goals}+` : `${goals}`,
          p((h, a) => (goals === most ? h + a >= goals : h + a === goals)),
        ]),
      );
    add('exact_goals', exactly(period === 'ft' ? 6 : 3));
    const score: Record<string, number> = {};
    for (let h = 0; h < 5; h++) for (let a = 0; a < 5; a++) score[`${h}_${a}`] = p((x, y) => x === h && y === a);
    score.other = p((h, a) => h > 4 || a > 4);
    add('correct_score', score);
  }
  return markets;
}

export function lineOf(kind: Exclude<LineKind, 'none'>, value: number): Line {
  return { kind, value, label: kind === 'total' || value <= 0 ? String(value) : `+${value}` };
}

function scoresOf(home: number, away: number): { h: number; a: number; probability: number }[] {
  const [ofHome, ofAway] = [poisson(home), poisson(away)];
  return ofHome.flatMap((p, h) => ofAway.map((q, a) => ({ h, a, probability: p * q })));
}

function poisson(mean: number): number[] {
  const all: number[] = [];
  for (let goals = 0, p = Math.exp(-mean); goals <= MAX_GOALS; goals++, p *= mean / goals) all.push(p);
  return all;
}

/** What a bookmaker asks for a market: nothing for what it takes for impossible or certain. */
export function priceOf(outcomes: ReadonlyMap<string, number>, bookmaker: Bookmaker): Map<string, number> {
  const total = [...outcomes.values()].reduce((sum, p) => sum + p, 0);
  const added = bookmaker.margin * (outcomes.size - 1) ** 0.6 * total;
  const odds = new Map<string, number>();
  for (const [outcome, p] of outcomes) {
    const inProportion = (p / total) * added;
    const evenly = added / outcomes.size;
    const asked = p + inProportion * (1 - bookmaker.evenness) + evenly * bookmaker.evenness;
    const price = rounded(Math.min(bookmaker.cap, 1 / asked));
    if (price > 1 && p > 0.0005) odds.set(outcome, price);
  }
  return odds;
}

function rounded(odds: number): number {
  const tick = odds < 3 ? 0.01 : odds < 10 ? 0.1 : odds < 30 ? 0.5 : 1;
  return Math.round(Math.floor(odds / tick + 1e-9) * tick * 100) / 100;
}

/** Every market of the match as one bookmaker's scraper would resolve it. */
export function resolutionsOf(match: Match, bookmaker: Bookmaker): PricedResolution[] {
  const [home, away] = bookmaker.view;
  const seen = fairMarkets({ home: match.home * home, away: match.away * away });
  return Array.from(seen).flatMap(([canonicalId, lines]) =>
    lines.map(({ line, outcomes }) => ({
      source: bookmaker.source,
      resolution: {
        status: 'mapped' as const,
        mapping: mappingOf(canonicalId),
        parameter: line?.label ?? null,
        line,
        outcomes: Array.from(priceOf(outcomes, bookmaker), ([id, odds]) => ({
          canonicalId: id,
          odds,
          active: true,
          matchedBy: 'name' as const,
        })),
        unmatched: [],
      },
    })),
  );
}

export function mappingOf(canonicalId: string): ActiveMapping {
  const at = new Date(0);
  return {
    id: 1,
    canonicalId,
    name: canonicalId,
    betpawaId: '1',
    sportybetId: '1',
    bet9jaKey: 'S_1',
    sourceIds: {},
    outcomeMapping: [],
    priority: 0,
    isActive: true,
    createdAt: at,
    updatedAt: at,
    createdBy: null,
    sport: null,
    origin: 'database',
  };
}

const SOURCES: readonly Source[] = ['sportybet', 'betpawa', 'bet9ja'];

/** A match and bookmakers as they come. */
export function randomEvent(random: () => number, count = 3): { match: Match; bookmakers: Bookmaker[] } {
  const between = (low: number, high: number) => low + random() * (high - low);
  const match = { home: between(0.5, 3), away: between(0.4, 2.4) };
  const bookmakers = SOURCES.slice(0, count).map(source => ({
    source,
    view: [between(0.97, 1.03), between(0.97, 1.03)] as const,
    margin: between(0.04, 0.11),
    evenness: random(),
    cap: [75, 100, 250][Math.floor(random() * 3)] ?? 100,
  }));
  return { match, bookmakers };
}

export type Fault = 'swapped-outcomes' | 'wrong-side' | 'wrong-line' | 'wrong-market';

/** What one source's resolutions of one market would be with a fault in the mapping; null where it can't have that fault. */
export function injectFault(
  resolutions: readonly PricedResolution[],
  source: Source,
  canonicalId: string,
  fault: Fault,
  random: () => number,
): PricedResolution[] | null {
  const isIt = (id: string) => (each: PricedResolution) =>
    each.source === source && each.resolution.status !== 'unmapped' && each.resolution.mapping.canonicalId === id;
  const own = resolutions.filter(isIt(canonicalId));
  const [one] = own;
  if (one === undefined) return null;
  const rest = resolutions.filter(each => !own.includes(each));
  const changed = (change: (resolution: Mapped) => Mapped | null) => {
    const faulty = own.flatMap(each => {
      const resolution = change(each.resolution as Mapped);
      return resolution ? [{ source, resolution }] : [];
    });
    return faulty.length === own.length ? [...rest, ...faulty] : null;
  };
  const move = (to: (value: number) => number) =>
    changed(each => {
      if (each.line === null || each.line.value === null) return null;
      return { ...each, line: lineOf(each.line.kind, to(each.line.value)) };
    });
  switch (fault) {
    case 'swapped-outcomes': {
      const names = (one.resolution as Mapped).outcomes.map(outcome => outcome.canonicalId);
      const first = Math.floor(random() * names.length);
      const second = (first + 1 + Math.floor(random() * (names.length - 1))) % names.length;
      const order = new Map([
        [names[first], names[second]],
        [names[second], names[first]],
      ]);
      if (first === second) return null;
      return changed(each => ({
        ...each,
        outcomes: each.outcomes.map(outcome => ({
          ...outcome,
          canonicalId: order.get(outcome.canonicalId) ?? outcome.canonicalId,
        })),
      }));
    }
    case 'wrong-side':
      return canonicalId.includes('handicap') ? move(value => 0 - value) : null;
    case 'wrong-line': {
      const shift = random() < 0.5 ? 1 : -1;
      return move(value => value + shift);
    }
    case 'wrong-market': {
      const half = canonicalId.replace(/_ft$/, '_1h');
      const others = half === canonicalId ? [] : resolutions.filter(isIt(half));
      if (others.length === 0) return null;
      // The half-time market's id is at both mappings, and only one of them gets its prices.
      const mapping = (one.resolution as Mapped).mapping;
      const taken = others.map(each => ({ source, resolution: { ...(each.resolution as Mapped), mapping } }));
      return [...rest.filter(each => !others.includes(each)), ...taken];
    }
  }
}

type Mapped = Exclude<PricedResolution['resolution'], { status: 'unmapped' }>;
