import { describe, expect, it } from 'vitest';
import { CacheBudget } from '../../../src/rules/cache-budget.js';
import { IndexEntry } from '../../../src/rules/index-entry.js';
import { toActiveMapping } from '../../../src/rules/to-active-mapping.js';
import { definitionOf } from '../../../src/sources/registry.js';

function entry({ where, bytes = 1_000_000 }: { where?: string; bytes?: number } = {}): IndexEntry {
  const outcomeMapping = ['over', 'under'].map((canonicalId, position) => ({
    canonicalId,
    betpawaName: canonicalId,
    sportybetDesc: canonicalId,
    bet9jaSuffix: null,
    position,
  }));
  const mapping = toActiveMapping({
    canonicalId: 'm',
    name: 'M',
    outcomeMapping,
    ...(where === undefined ? {} : { lineConventions: { sportybet: { where } } }),
  });
  return new IndexEntry(mapping, definitionOf('sportybet'), new CacheBudget(bytes));
}

const market = (parameter: string | null) => ({
  source: 'sportybet',
  externalMarketId: '18',
  marketName: null,
  parameter,
  outcomes: [],
});

describe('what is remembered of a parameter', () => {
  it('is the line of that parameter alone, also where there is none', () => {
    const label = (of: IndexEntry, parameter: string | null) => of.readLine(parameter).line?.label ?? null;
    for (const parameters of [
      ['total=2.5', null, 'null', 'total=3.5'],
      [null, 'null', 'total=3.5', 'total=2.5'],
    ]) {
      const asked = entry();
      for (let round = 0; round < 2; round++) {
        for (const parameter of parameters) expect(asked.readLine(parameter)).toEqual(entry().readLine(parameter));
      }
    }
    expect(label(entry(), 'total=2.5')).toBe('2.5');
    expect(label(entry(), null)).toBeNull();
  });

  it('is whether the mapping is bound to that parameter alone', () => {
    for (const parameters of [
      ['minute=5', null, 'minute=15', 'null'],
      [null, 'null', 'minute=15', 'minute=5'],
    ]) {
      const asked = entry({ where: 'minute=5' });
      for (let round = 0; round < 2; round++) {
        for (const parameter of parameters) {
          expect(asked.answersFor(market(parameter), [asked]), `${parameter}`).toBe(parameter === 'minute=5');
        }
      }
    }
    const nameless = entry({ where: 'value=null' });
    expect(nameless.answersFor(market(null), [nameless])).toBe(false);
    expect(nameless.answersFor(market('null'), [nameless])).toBe(true);
  });

  it('is read once, until it is to be forgotten or where there is no room for it', () => {
    const asked = entry();
    const reading = asked.readLine('total=2.5');
    expect(asked.readLine('total=2.5')).toBe(reading);
    asked.forget();
    const again = asked.readLine('total=2.5');
    expect(again).not.toBe(reading);
    expect(again).toEqual(reading);
    const tight = entry({ bytes: 1_000 });
    expect(tight.readLine('total=2.5')).not.toBe(tight.readLine('total=2.5'));
    expect(tight.readLine('total=2.5')).toEqual(reading);
  });
});
