import { describe, expect, it } from 'vitest';
import type { EventInfo, NewMapping, OutcomeMapping, ScrapedMarket, Source } from '../../src/model/index.js';
import { learnSourceIds } from '../../src/prices/learn-source-ids.js';

function outcome(canonicalId: string, name: string, id?: string): OutcomeMapping {
  const fields = { canonicalId, betpawaName: null, sportybetDesc: name, bet9jaSuffix: null, position: 0 };
  return { ...fields, ...(id === undefined ? {} : { ids: { sportybet: id } }) };
}

const RESULT = [outcome('home', 'Home', '1'), outcome('draw', 'Draw', '2'), outcome('away', 'Away', '3')];

function mapping(fields: Partial<NewMapping> = {}): NewMapping {
  return { canonicalId: '1x2_ft', name: '1X2', sportybetId: '1', outcomeMapping: RESULT, ...fields };
}

/** A market with outcomes written `id:name@odds`. */
function market(source: Source, externalMarketId: string, outcomes: string[], fields: Partial<ScrapedMarket> = {}) {
  const unknown = { eventId: null, sport: 'football', home: 'A', away: 'B', startsAt: null, isLive: false };
  const event: EventInfo = { source, ...unknown, sportradarId: '7' };
  return {
    source,
    externalMarketId,
    marketName: null,
    parameter: null,
    outcomes: outcomes.map(text => {
      const [, id = '', name = '', odds = ''] = /^(.*?):(.*)@(.*)$/.exec(text) ?? [];
      return { id, name, odds: Number(odds), active: true };
    }),
    event,
    ...fields,
  } satisfies ScrapedMarket;
}

const SPORTYBET = market('sportybet', '1', ['1:Home@1.80', '2:Draw@3.60', '3:Away@4.50']);
const MSPORT = market('msport', '1', ['1:Home@1.78', '2:Draw@3.65', '3:Away@4.60']);
const options = { source: 'msport', like: 'sportybet' };

function learn(given: NewMapping, ...markets: ScrapedMarket[]) {
  const { mappings, left } = learnSourceIds([given], markets, options);
  return { mapping: mappings[0], reason: left[0]?.reason ?? null };
}

describe('learnSourceIds', () => {
  it('fills in the market’s id and those of the outcomes that were seen', () => {
    const seen = market('msport', '1', ['1:Home@1.78', '2:Draw@3.65']);
    const { mapping: found, reason } = learn(mapping({ sourceIds: { mybook: '9' } }), SPORTYBET, seen);
    expect(reason).toBeNull();
    expect(found?.sourceIds).toEqual({ mybook: '9', msport: '1' });
    expect(found?.outcomeMapping.map(each => each.ids)).toEqual([
      { sportybet: '1', msport: '1' },
      { sportybet: '2', msport: '2' },
      { sportybet: '3' },
    ]);
  });

  it('changes nothing that it is given, and learns nothing new from the same markets', () => {
    const given = Object.freeze(mapping({ outcomeMapping: RESULT.map(each => Object.freeze(each)) }));
    const { mapping: found } = learn(given, SPORTYBET, MSPORT);
    if (!found) throw new Error('one mapping');
    expect(learn(found, SPORTYBET, MSPORT).mapping).toEqual(found);
    expect(given.sourceIds).toBeUndefined();
  });

  it.each<[string, NewMapping, ScrapedMarket[], string]>([
    ['has no id at the other', mapping({ sportybetId: null, betpawaId: '1' }), [SPORTYBET, MSPORT], 'NO_ID'],
    ['has none for any outcome', mapping({ outcomeMapping: [outcome('home', 'Home')] }), [MSPORT], 'NO_OUTCOME_IDS'],
    ['has another id there', mapping({ sourceIds: { msport: '2' } }), [SPORTYBET, MSPORT], 'HAS_ANOTHER_ID'],
    ['was not seen there', mapping(), [SPORTYBET], 'NOT_SEEN'],
    [
      'has an outcome there that the other lacks',
      mapping(),
      [MSPORT, market('msport', '1', ['9:Nobody@2'])],
      'OUTCOMES_DIFFER',
    ],
    [
      'has an id there under another outcome’s name',
      mapping(),
      [market('msport', '1', ['1:Away@4.60', '3:Home@1.78'])],
      'OUTCOMES_DIFFER',
    ],
    [
      'has other prices there',
      mapping(),
      [SPORTYBET, market('msport', '1', ['1:One@4.60', '2:Two@3.65', '3:Three@1.78'])],
      'PRICES_DIFFER',
    ],
  ])('leaves what %s', (_, given, markets, reason) => {
    expect(learn(given, ...markets)).toEqual({ mapping: given, reason });
  });

  it('compares prices within one event alone', () => {
    const other = market('msport', '1', ['1:Home@4.60', '2:Draw@3.65', '3:Away@1.78']);
    const elsewhere = { ...other, event: { ...other.event, sportradarId: '8' } };
    expect(learn(mapping(), SPORTYBET, MSPORT, elsewhere).reason).toBeNull();
  });

  it('takes over what the mapping is bound to, and looks at no other market', () => {
    const bound = mapping({ lineConventions: { sportybet: { where: 'minute=5' } } });
    const at = (minute: number) => ({ parameter: `minute=${minute}` });
    const five = market('msport', '1', ['1:Home@1.78', '2:Draw@3.65', '3:Away@4.60'], at(5));
    const ten = market('msport', '1', ['9:Nobody@1.78'], at(10));
    const { mapping: found, reason } = learn(bound, five, ten);
    expect(reason).toBeNull();
    expect(found?.lineConventions).toEqual({ sportybet: { where: 'minute=5' }, msport: { where: 'minute=5' } });
    expect(learn(bound, ten).reason).toBe('NOT_SEEN');
  });
});
