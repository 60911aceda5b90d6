import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPayloadError } from '../../../src/model/errors.js';
import type { ScrapedMarket } from '../../../src/model/index.js';
import { parseBet9jaEvent } from '../../../src/sources/bet9ja/parse-bet9ja-event.js';
import { parseBetikaEvent } from '../../../src/sources/betika/parse-betika-event.js';
import { parseBetpawaEvent } from '../../../src/sources/betpawa/parse-betpawa-event.js';
import { parseBetwayEvent } from '../../../src/sources/betway/parse-betway-event.js';
import { parseMsportEvent } from '../../../src/sources/msport/parse-msport-event.js';
import { parseEvent, parseEvents } from '../../../src/sources/parse-event.js';
import { KNOWN_SOURCES } from '../../../src/sources/registry.js';
import { parseSportpesaEvent } from '../../../src/sources/sportpesa/parse-sportpesa-event.js';
import { parseSportybetEvent } from '../../../src/sources/sportybet/parse-sportybet-event.js';

const sportybet = {
  bizCode: 10000,
  data: {
    eventId: 'sr:match:1',
    markets: [
      { id: '18', specifier: 'total=2.5', name: 'O/U', outcomes: [{ id: '12', desc: 'Over', odds: '2', isActive: 1 }] },
    ],
  },
};
const bet9ja = { R: 'OK', D: { O: { 'S_OU@2.5_O': '2', LIVES_1X2_1: { v: 2 } }, MK: [{ ID: 'S_OU', DS: 'O/U' }] } };
const prices = [{ name: 'Over', typeId: '5001', price: 2, handicap: '2.5', suspended: false }];
const betpawa = { id: '1', markets: [{ marketType: { id: '5000', name: 'O/U' }, row: [{ handicap: 10, prices }] }] };

const msport = {
  bizCode: 10000,
  data: {
    eventId: 'sr:match:1',
    homeTeam: 'Reds',
    sport: 'Soccer',
    startTime: 1,
    status: 0,
    markets: [
      {
        id: 18,
        specifiers: 'total=2.5',
        name: 'O/U',
        outcomes: [{ id: 12, description: 'Over', odds: '2', isActive: 1 }],
      },
    ],
  },
};
const betway = {
  marketsInGroup: [{ marketId: '718', eventId: 7, name: '[Total]', isActive: true, isSquashedParent: true }],
  outcomes: [
    { outcomeId: '718total=2.5~12', marketId: '718', originalMarketId: '718total=2.5~', eventId: 7, name: 'Over ' },
  ],
  prices: [{ outcomeId: '718total=2.5~12', priceDecimal: 2 }],
  sportEvent: { eventId: 7, isLive: false, homeTeam: 'Reds', sportId: 'soccer', expectedStartEpoch: 1 },
};
const betika = {
  data: [
    {
      match_id: '1',
      parent_match_id: '7',
      home_team: 'Reds',
      start_time: '2026-05-22 05:00:00',
      odds: [
        {
          sub_type_id: '18',
          name: 'TOTAL',
          odds: [{ display: 'OVER 2.5', odd_value: '2', special_bet_value: 'total=2.5', outcome_id: '12' }],
        },
      ],
    },
  ],
  meta: {},
};
const sportpesa = [
  {
    id: 1,
    betradarId: 7,
    sport: { name: 'Football' },
    competitors: [{ name: 'Reds' }, { name: 'Blues' }],
    markets: [{ id: 52, name: 'O/U', selections: [{ name: 'OVER 2.50', shortName: 'OV', odds: '2', specValue: 2.5 }] }],
  },
];

/** A copy of a value in which one thing, at a path that fast-check picks, is something else. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  const replaced = fc.anything();
  if (typeof value !== 'object' || value === null) return replaced;
  const inside = Object.entries(value).map(([key, child]) =>
    mutated(child).map(other => (Array.isArray(value) ? [other, ...value] : { ...value, [key]: other })),
  );
  return fc.oneof(replaced, ...inside.map(arbitrary => ({ arbitrary, weight: 3 })));
}

function isSound(markets: ScrapedMarket[]): boolean {
  return markets.every(
    market =>
      typeof market.externalMarketId === 'string' &&
      [market.marketName, market.parameter].every(text => text === null || typeof text === 'string') &&
      market.outcomes.every(
        ({ id, name, odds, active }) =>
          (id === null || typeof id === 'string') &&
          typeof name === 'string' &&
          (odds === null ? !active : Number.isFinite(odds) && odds > 1),
      ),
  );
}

describe.each([
  ['parseSportybetEvent', parseSportybetEvent, sportybet],
  ['parseBet9jaEvent', parseBet9jaEvent, bet9ja],
  ['parseBetpawaEvent', parseBetpawaEvent, betpawa],
  ['parseMsportEvent', parseMsportEvent, msport],
  ['parseBetwayEvent', parseBetwayEvent, betway],
  ['parseBetikaEvent', parseBetikaEvent, betika],
  ['parseSportpesaEvent', parseSportpesaEvent, sportpesa],
])('%s', (_name, parse, sample) => {
  const survives = (payload: unknown) => {
    try {
      expect(isSound(parse(payload))).toBe(true);
    } catch (error) {
      if (!(error instanceof InvalidPayloadError)) throw error;
    }
  };

  it('reads its own sample', () => {
    expect(parse(sample).flatMap(market => market.outcomes)[0]).toMatchObject({ odds: 2, active: true });
  });

  it('throws nothing but InvalidPayloadError on anything', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), survives));
    fc.assert(fc.property(fc.jsonValue(), survives));
  });

  it('throws nothing but InvalidPayloadError on an event with something strange in it', () => {
    fc.assert(fc.property(mutated(sample), survives), { numRuns: 1_000 });
  });

  it('leaves its payload as it was', () => {
    const before = JSON.stringify(sample);
    parse(sample);
    expect(JSON.stringify(sample)).toBe(before);
  });
});

describe('parseBet9jaEvent', () => {
  it('puts every odds key into exactly one outcome, whatever the keys are', () => {
    const piece = fc.constantFrom('S', 'OU', '_', '@', '2.5', '', '__proto__', 'constructor', '\u0000', '\ud800');
    const key = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key), keys => {
        const O = Object.fromEntries(keys.map(each => [each, '2.5']));
        const ids = parseBet9jaEvent({ D: { O } }).flatMap(market => market.outcomes.map(outcome => outcome.id));
        expect(ids.sort()).toEqual(keys.sort());
      }),
    );
  });
});

describe('parseEvent and parseEvents', () => {
  const samples = [sportybet, bet9ja, betpawa, msport, betway, betika, sportpesa];

  it('throw nothing but InvalidPayloadError, whoever the payload is said to be of', () => {
    const payload = fc.oneof(fc.jsonValue(), ...samples.map(mutated));
    const source = fc.option(fc.constantFrom(...KNOWN_SOURCES), { nil: undefined });
    fc.assert(
      fc.property(payload, source, (value, whose) => {
        for (const read of [parseEvent, parseEvents]) {
          try {
            expect(isSound([read(value, whose)].flat().flatMap(event => event.markets))).toBe(true);
          } catch (error) {
            if (!(error instanceof InvalidPayloadError)) throw error;
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('read what a reader of one event reads as a list of one', () => {
    fc.assert(
      fc.property(fc.oneof(...samples.map(mutated)), fc.constantFrom(...KNOWN_SOURCES), (value, whose) => {
        let event: unknown;
        try {
          event = parseEvent(value, whose);
        } catch {
          return;
        }
        expect(parseEvents(value, whose)).toEqual([event]);
      }),
    );
  });
});
