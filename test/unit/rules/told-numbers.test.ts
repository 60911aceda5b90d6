import { describe, expect, it } from 'vitest';
import type { LineConventions, LineKind } from '../../../src/model/index.js';
import { toldNumbers } from '../../../src/rules/told-numbers.js';
import { definitionOf } from '../../../src/sources/registry.js';

function told(source: string, parameter: string | null, lineKind?: LineKind, lineConventions?: LineConventions) {
  const outcomeMapping = [{ canonicalId: 'yes' }];
  const rules = { ...(lineKind ? { lineKind } : {}), ...(lineConventions ? { lineConventions } : {}) };
  const mapping = { canonicalId: 'market', name: 'Market', outcomeMapping, ...rules };
  return toldNumbers(mapping, definitionOf(source), parameter);
}

const everywhere = (value: number | string) => ({ home: value, away: value, neither: value });

describe('the numbers of a parameter', () => {
  it('are those of its parts, in their order', () => {
    expect(told('sportybet', 'total=2.5|setnr=1')).toEqual([everywhere(2.5), everywhere(1)]);
    expect(told('bet9ja', '2.5')).toEqual([everywhere(2.5)]);
    expect(told('sportybet', null)).toEqual([]);
  });

  it('are not what says the layout, nor what is no number', () => {
    expect(told('sportybet', 'version=2|type=3|variant=sr:exact_goals:6+')).toEqual([]);
    expect(told('sportybet', 'variant=pre:markettext:7|total=2.5')).toEqual([everywhere(2.5)]);
    expect(told('bet9ja', 'early')).toEqual([]);
  });

  it('have another sign for the away side if they are a handicap, and a draw is written as the source gives it', () => {
    const handicap = { home: -1.5, away: 1.5, neither: -1.5 };
    expect(told('sportybet', 'hcp=-1.5')).toEqual([handicap]);
    for (const kind of ['asian-handicap', 'european-handicap'] as const) {
      expect(told('bet9ja', '-1.5', kind), kind).toEqual([handicap]);
    }
    expect(told('bet9ja', '-1.5', 'total')).toEqual([everywhere(-1.5)]);
    expect(told('bet9ja', '-1.5', 'asian-handicap', { bet9ja: { side: 'away' } })).toEqual([
      { home: 1.5, away: -1.5, neither: -1.5 },
    ]);
    // Where the side is written out there is no other number.
    expect(told('betpawa', 'Away -1', 'european-handicap')).toEqual([{ home: 1, away: -1, neither: 1 }]);
  });

  it('are in the unit of the mapping where they are its line: a total, a handicap or a bare number', () => {
    const quarters = { sportybet: { unit: 0.25 }, bet9ja: { unit: 0.25 } };
    expect(told('sportybet', 'total=10|setnr=2', 'total', quarters)).toEqual([everywhere(2.5), everywhere(2)]);
    expect(told('bet9ja', '10', 'total', quarters)).toEqual([everywhere(2.5)]);
    expect(told('bet9ja', '-6', 'asian-handicap', quarters)).toEqual([{ home: -1.5, away: 1.5, neither: -1.5 }]);
  });

  it('are texts where they are a score', () => {
    expect(told('sportybet', 'hcp=0:1')).toEqual([everywhere('0:1')]);
    expect(told('sportybet', 'score=10:12')).toEqual([everywhere('10:12')]);
    for (const none of ['1:2:3', 'x1:2', '1:2x', ':1', '1:']) expect(told('sportybet', `score=${none}`)).toEqual([]);
  });

  it('may have blanks around them', () => {
    expect(told('sportybet', 'hcp= -1 |total= 2.5 |score= 0:1 ')).toEqual([
      { home: -1, away: 1, neither: -1 },
      everywhere(2.5),
      everywhere('0:1'),
    ]);
    const away = { sportybet: { side: 'away' } } as const;
    expect(told('sportybet', 'hcp= -1 ', 'asian-handicap', away)).toEqual([{ home: 1, away: -1, neither: -1 }]);
  });
});
