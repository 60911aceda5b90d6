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

  it('fills in the id of a bookmaker that has a field of its own, and what it has already stays', () => {
    const msportFirst = mapping({
      sportybetId: null,
      sourceIds: { msport: '1' },
      outcomeMapping: RESULT.map(each => ({
        ...each,
        names: { msport: each.sportybetDesc ?? '' },
        ids: { msport: each.ids?.sportybet ?? '' },
      })),
    });
    const [home, ...rest] = msportFirst.outcomeMapping;
    if (!home) throw new Error('three outcomes');
    const given = { ...msportFirst, outcomeMapping: [{ ...home, ids: { ...home.ids, sportybet: '77' } }, ...rest] };
    const { mappings } = learnSourceIds([given], [SPORTYBET, MSPORT], { source: 'sportybet', like: 'msport' });
    expect(mappings[0]).toMatchObject({ sportybetId: '1', sourceIds: { msport: '1' } });
    expect(mappings[0]?.outcomeMapping.map(each => each.ids?.sportybet)).toEqual(['77', '2', '3']);
  });

  it('keeps the conventions that the mapping has for the bookmaker', () => {
    const own = { sportybet: { unit: 0.5 }, msport: { unit: 1 } };
    expect(learn(mapping({ lineConventions: own }), SPORTYBET, MSPORT).mapping?.lineConventions).toEqual(own);
    const elsewhere = { betpawa: { unit: 0.5 } };
    expect(learn(mapping({ lineConventions: elsewhere }), SPORTYBET, MSPORT).mapping?.lineConventions).toEqual(
      elsewhere,
    );
    expect(learn(mapping(), SPORTYBET, MSPORT).mapping).not.toHaveProperty('lineConventions');
  });

  it('looks at markets of the mapping’s sport alone', () => {
    const tennis = { ...MSPORT, event: { ...MSPORT.event, sport: 'tennis' } };
    expect(learn(mapping({ sport: 'football' }), SPORTYBET, tennis).reason).toBe('NOT_SEEN');
    expect(learn(mapping({ sport: 'football' }), SPORTYBET, MSPORT).reason).toBeNull();
    const { event, ...bare } = MSPORT;
    expect(learn(mapping({ sport: 'football' }), SPORTYBET, bare).reason).toBeNull();
  });

  it('takes an outcome that the other bookmaker offers and the mapping lacks for none of its own', () => {
    const more = (market: ScrapedMarket) => ({
      ...market,
      outcomes: [...market.outcomes, { id: '9', name: 'Void', odds: 50, active: true }],
    });
    expect(learn(mapping(), more(SPORTYBET), more(MSPORT)).reason).toBeNull();
    expect(learn(mapping(), SPORTYBET, more(MSPORT)).reason).toBe('OUTCOMES_DIFFER');
    const onlyMore = { ...MSPORT, outcomes: [{ id: '9', name: 'Void', odds: 50, active: true }] };
    expect(learn(mapping(), more(SPORTYBET), onlyMore).reason).toBe('OUTCOMES_DIFFER');
    const nameless = { ...MSPORT, outcomes: MSPORT.outcomes.map(each => ({ ...each, id: null })) };
    expect(learn(mapping(), SPORTYBET, nameless).reason).toBe('OUTCOMES_DIFFER');
  });

  it('takes an unknown outcome with a mapped one’s name for that one, if the mapping has another id for it', () => {
    const renamed = (market: ScrapedMarket) => ({
      ...market,
      outcomes: [...market.outcomes, { id: '9', name: 'Home', odds: 1.8, active: true }],
    });
    expect(learn(mapping(), renamed(SPORTYBET), renamed(MSPORT)).reason).toBe('OUTCOMES_DIFFER');
    const [home, ...rest] = RESULT;
    if (!home) throw new Error('three outcomes');
    const { ids, ...bare } = home;
    const without = mapping({ outcomeMapping: [bare, ...rest] });
    expect(learn(without, SPORTYBET, MSPORT).reason).toBeNull();
  });

  it('leaves each mapping by itself, in their order, and says which', () => {
    const second = mapping({ canonicalId: 'other', sportybetId: '99' });
    const { mappings, left } = learnSourceIds([second, mapping()], [SPORTYBET, MSPORT], options);
    expect(mappings.map(({ canonicalId, sourceIds }) => [canonicalId, sourceIds])).toEqual([
      ['other', undefined],
      ['1x2_ft', { msport: '1' }],
    ]);
    expect(left).toEqual([{ canonicalId: 'other', reason: 'NOT_SEEN' }]);
  });

  it('compares no prices of markets without an event that both have', () => {
    const wrong = market('msport', '1', ['1:One@4.60', '2:Two@3.65', '3:Three@1.78']);
    const without = { ...wrong, event: { ...wrong.event, sportradarId: null } };
    expect(learn(mapping(), SPORTYBET, without).reason).toBeNull();
    const { event, ...bare } = wrong;
    expect(
      learn(mapping(), { ...SPORTYBET, event: { ...SPORTYBET.event, sportradarId: null } }, bare).reason,
    ).toBeNull();
    const third = { ...wrong, source: 'betika' };
    expect(learn(mapping({ sourceIds: { betika: '1' } }), SPORTYBET, MSPORT, third).reason).toBeNull();
  });

  it.each([
    [{ source: 'no source!', like: 'sportybet' }, 'options.source'],
    [{ source: 'msport', like: 7 }, 'options.like'],
    [{ source: 'msport' }, 'options.like'],
    [{ source: 'msport', like: 'msport' }, 'options.like'],
    [{ source: 'msport', like: 'sportybet', other: 1 }, 'other'],
  ])('refuses %j', (wrong, field) => {
    expect(() => learnSourceIds([], [], wrong as never)).toThrow(
      expect.objectContaining({ code: 'VALIDATION', field: expect.stringContaining(field) }),
    );
  });

  it('says which input it could not read', () => {
    expect(() => learnSourceIds(null as never, [], options)).toThrow(
      expect.objectContaining({ code: 'VALIDATION', message: expect.stringContaining('mappings or markets') }),
    );
  });
});
