import { describe, expect, it } from 'vitest';
import {
  comparePrices,
  type EventInfo,
  findPriceFaults,
  type PricedResolution,
  type Source,
} from '../../../src/index.js';
import { priced } from '../../support/priced.js';

const event = (source: Source, sportradarId: string | null): EventInfo => ({
  source,
  eventId: '1',
  sportradarId,
  sport: 'football',
  home: null,
  away: null,
  startsAt: null,
  isLive: false,
});

const at = (source: Source, yes: number, no: number) => priced(source, 'btts_ft', null, { yes, no });
const of = (id: string | null, each: PricedResolution) => ({ ...each, event: event(each.source, id) });

describe('the prices of several events', () => {
  const right = at('sportybet', 1.3, 3.2);
  const swapped = at('betpawa', 3.2, 1.3);

  it('are compared within one event only', () => {
    expect(comparePrices([of('7', right), of('8', swapped)])).toEqual([]);
    expect(findPriceFaults([of('7', right), of('8', swapped)])).toEqual([]);
    expect(comparePrices([of('7', right), of('7', swapped)])).toMatchObject([
      { sportradarId: '7' },
      { sportradarId: '7' },
    ]);
    expect(findPriceFaults([of('7', right), of('7', swapped)])).toMatchObject([
      { sportradarId: '7', canonicalId: 'btts_ft', kind: 'swapped-outcomes' },
    ]);
  });

  it('give one fault for each event that shows it', () => {
    const faults = findPriceFaults(
      ['7', '8', '9'].flatMap(id => [of(id, right), of(id, id === '9' ? at('betpawa', 1.32, 3.1) : swapped)]),
    );
    expect(faults.map(({ sportradarId }) => sportradarId).sort()).toEqual(['7', '8']);
  });

  it('are those of one event where they carry none', () => {
    expect(findPriceFaults([right, swapped])).toMatchObject([{ sportradarId: null }]);
    expect(findPriceFaults([{ ...right, event: undefined }, swapped])).toHaveLength(1);
    expect(findPriceFaults([right, of('7', swapped)])).toEqual([]);
  });

  it('compare with nothing where the event has no Sportradar id', () => {
    expect(comparePrices([of(null, right), of(null, swapped)])).toEqual([]);
    expect(comparePrices([right, of(null, swapped)])).toEqual([]);
  });

  it('may come as an event was resolved, market by market', () => {
    const resolved = ({ source, resolution }: PricedResolution, id: string) => ({
      market: {
        source,
        externalMarketId: '1',
        marketName: null,
        parameter: null,
        outcomes: [],
        event: event(source, id),
      },
      resolution,
    });
    expect(findPriceFaults([resolved(right, '7'), resolved(swapped, '7')])).toHaveLength(1);
    expect(findPriceFaults([resolved(right, '7'), resolved(swapped, '8')])).toEqual([]);
    expect(findPriceFaults([resolved(right, '7'), of('7', swapped)])).toHaveLength(1);
  });
});

describe('a comparison', () => {
  it('has two sides, each with its source, odds and probability', () => {
    const half = expect.closeTo(0.5, 9);
    const [one] = comparePrices([at('sportybet', 1.9, 1.9), at('bet9ja', 1.8, 1.8)]);
    expect(one).toEqual({
      sportradarId: null,
      canonicalId: 'btts_ft',
      line: null,
      outcome: 'yes',
      participant: null,
      threshold: null,
      sides: [
        { source: 'bet9ja', odds: 1.8, probability: half },
        { source: 'sportybet', odds: 1.9, probability: half },
      ],
      sources: ['bet9ja', 'sportybet'],
      odds: [1.8, 1.9],
      probability: [half, half],
      difference: 0,
      tolerance: 0.15,
    });
  });
});
