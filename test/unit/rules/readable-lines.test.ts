import { describe, expect, it } from 'vitest';
import type { LineConventions, LineKind, Source } from '../../../src/model/index.js';
import { lineKey, readLine, toNumber } from '../../../src/rules/lines.js';

function read(lineKind: LineKind, source: Source, parameter: string | null, lineConventions: LineConventions = {}) {
  const mapping = { canonicalId: 'm', name: 'M', outcomeMapping: [{ canonicalId: 'yes' }], lineKind, lineConventions };
  const { line, reason } = readLine(mapping, source, parameter);
  expect(line?.kind ?? lineKind).toBe(lineKind);
  return reason ?? (line && [line.label, line.value]);
}

const KINDS = ['total', 'asian-handicap', 'european-handicap', 'exact-number', 'interval', 'player'] as const;

describe('a line', () => {
  it.each<[LineKind, Source, string, string, number | null]>([
    ['total', 'bet9ja', '0', '0', 0],
    ['asian-handicap', 'betpawa', 'Home  -1.5', '-1.5', -1.5],
    ['asian-handicap', 'betpawa', 'AWAY +1', '-1', -1],
    ['european-handicap', 'betpawa', '0:1', '-1', -1],
    ['european-handicap', 'sportybet', 'hcp=10:2', '+8', 8],
    ['european-handicap', 'sportybet', 'hcp=2:10', '-8', -8],
    ['exact-number', 'bet9ja', '0', '0', 0],
    ['exact-number', 'sportybet', 'score=1:0|goalnr=2', '2 (score=1:0)', 2],
    ['interval', 'sportybet', 'minute=15', '15', 15],
    ['interval', 'sportybet', 'minsnr=15', '15', 15],
    ['interval', 'bet9ja', '15', '15', 15],
    ['interval', 'bet9ja', '1-10', '1-10', null],
    ['interval', 'bet9ja', '01-010', '1-10', null],
    ['interval', 'bet9ja', '5-5', '5-5', null],
    ['interval', 'sportybet', 'minute=1-10|setnr=1', '1-10 (setnr=1)', null],
    ['player', 'bet9ja', 'Haaland', 'Haaland', null],
    ['other', 'sportybet', 'b=2|a=1', 'a=1|b=2', null],
    ['other', 'bet9ja', 'early', 'early', null],
  ])('of the kind %s at %s is %s: %s', (kind, source, parameter, label, value) => {
    expect(read(kind, source, parameter)).toEqual([label, value]);
  });

  it.each<[LineKind, Source, string]>([
    ['asian-handicap', 'betpawa', 'Home -1 x'],
    ['asian-handicap', 'betpawa', 'Home'],
    ['european-handicap', 'sportybet', 'hcp=x0:1'],
    ['european-handicap', 'sportybet', 'hcp=0:1x'],
    ['european-handicap', 'sportybet', 'hcp=100:1'],
    ['exact-number', 'bet9ja', '-1'],
    ['interval', 'sportybet', 'to=10'],
    ['interval', 'sportybet', 'from=1x|to=10'],
    ['interval', 'bet9ja', 'x15'],
    ['interval', 'bet9ja', '15x'],
    ['interval', 'bet9ja', 'x1-10'],
    ['interval', 'bet9ja', '1-10x'],
    ['interval', 'bet9ja', '10-1'],
  ])('of the kind %s at %s can not be read in %s', (kind, source, parameter) => {
    expect(read(kind, source, parameter)).toBe('PARAMETER_UNREADABLE');
  });

  it('is missed where the parameter says something else', () => {
    for (const kind of KINDS) expect(read(kind, 'sportybet', 'score=1:0'), kind).toBe('PARAMETER_MISSING');
  });

  it('is not read where the mapping says one and the source another', () => {
    const fixed = ['total=1', 'hcp=1', 'hcp=1', 'goalnr=1', 'minute=1', 'player=Haaland'];
    for (const [at, kind] of KINDS.entries()) {
      const conventions = { bet9ja: { fixed: fixed[at] ?? '' } };
      expect(read(kind, 'bet9ja', '2', conventions), kind).toBe('PARAMETER_UNREADABLE');
    }
    expect(read('interval', 'bet9ja', '5', { bet9ja: { fixed: 'from=1|to=10' } })).toBe('PARAMETER_UNREADABLE');
    expect(read('other', 'bet9ja', 'early', { bet9ja: { fixed: 'score=1:0' } })).toEqual(['score=1:0|early', null]);
  });
});

describe('two lines are the same bet', () => {
  const keyOf = (parameter: string | null) => {
    const outcomeMapping = [{ canonicalId: 'over' }];
    return lineKey(readLine({ canonicalId: 'm', name: 'M', outcomeMapping }, 'sportybet', parameter).line);
  };

  it('whatever the order of what else a parameter says', () => {
    expect(keyOf('setnr=1|gamenr=2|total=1.5')).toBe(keyOf('total=1.50|gamenr=2|setnr=1'));
    expect(keyOf('setnr=1|total=1.5')).not.toBe(keyOf('total=1.5'));
    expect(keyOf('setnr=1|gamenr=2|total=1.5')).not.toBe(keyOf('setnr=1|total=1.5'));
  });

  it('or none', () => {
    expect(keyOf(null)).toBe('');
    expect(keyOf('total=1.5')).not.toBe('');
  });
});

it('a number is a decimal one of reasonable length, and zero has no sign', () => {
  expect(['2.5', '+2.5', '-2.5', '123456.1234'].map(text => toNumber(text))).toEqual([2.5, 2.5, -2.5, 123456.1234]);
  for (const none of ['', '2,5', '2.', '.5', '1e3', '1234567', '1.12345', ' 1', '0x1'])
    expect(toNumber(none)).toBeNull();
  expect(toNumber('-0')).toBe(0);
  expect(toNumber('10', 0.25)).toBe(2.5);
});
