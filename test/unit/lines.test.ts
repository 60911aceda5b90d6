import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LINE_KINDS,
  type Line,
  type LineConventions,
  type LineKind,
  type SeedSource,
  type Source,
} from '../../src/model/index.js';
import { type LineSubject, lineKey, readLine } from '../../src/rules/lines.js';
import { definitionOf } from '../../src/sources/registry.js';

const SOURCES: readonly SeedSource[] = ['betpawa', 'sportybet', 'bet9ja'];

function subject(outcomes: string, fields: Partial<LineSubject> = {}): LineSubject {
  const outcomeMapping = outcomes.split(' ').map(canonicalId => ({ canonicalId }));
  return { canonicalId: 'market', name: 'Market', outcomeMapping, ...fields };
}

const OVER_UNDER = subject('over under');
const ASIAN = subject('home away', { name: 'Asian Handicap' });
const EUROPEAN = subject('home draw away', { canonicalId: 'handicap_3way_ft' });
const YES_NO = subject('yes no');

function declared(lineKind: LineKind, lineConventions: LineConventions = {}): LineSubject {
  return subject('yes no', { lineKind, lineConventions });
}

const line = (kind: Line['kind'], value: number | null, label: string) => ({
  line: { kind, value, label },
  reason: null,
});
const none = { line: null, reason: null };
const unknown = { line: null, reason: 'KIND_UNKNOWN' };
const missing = { line: null, reason: 'PARAMETER_MISSING' };
const unreadable = { line: null, reason: 'PARAMETER_UNREADABLE' };

describe('the line of the same bet is the same at every source', () => {
  it.each<[LineSubject, Record<SeedSource, string>, Line['kind'], number, string]>([
    [OVER_UNDER, { sportybet: 'total=2.5', bet9ja: '2.5', betpawa: '2.5' }, 'total', 2.5, '2.5'],
    [OVER_UNDER, { sportybet: 'total=2.25', bet9ja: '2.25', betpawa: '2.25' }, 'total', 2.25, '2.25'],
    [OVER_UNDER, { sportybet: 'total=2', bet9ja: '2.0', betpawa: '2' }, 'total', 2, '2'],
    [ASIAN, { sportybet: 'hcp=-1.5', bet9ja: '-1.5', betpawa: '-1.5' }, 'asian-handicap', -1.5, '-1.5'],
    [ASIAN, { sportybet: 'hcp=0.5', bet9ja: '0.5', betpawa: '+0.5' }, 'asian-handicap', 0.5, '+0.5'],
    [ASIAN, { sportybet: 'hcp=0', bet9ja: '0', betpawa: '-0' }, 'asian-handicap', 0, '0'],
    [EUROPEAN, { sportybet: 'hcp=0:1', bet9ja: '-1', betpawa: 'Home -1' }, 'european-handicap', -1, '-1'],
    [EUROPEAN, { sportybet: 'hcp=2:0', bet9ja: '2', betpawa: 'Away -2' }, 'european-handicap', 2, '+2'],
    [EUROPEAN, { sportybet: 'hcp=1:2', bet9ja: '-1', betpawa: '-1' }, 'european-handicap', -1, '-1'],
  ])('%#: %j', (mapping, parameters, kind, value, label) => {
    for (const source of SOURCES) {
      expect(readLine(mapping, source, parameters[source]), source).toEqual(line(kind, value, label));
    }
  });

  it('whatever the number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), quarters => {
        const value = quarters / 4;
        const readings = [
          readLine(OVER_UNDER, 'sportybet', `total=${value}`),
          readLine(OVER_UNDER, 'bet9ja', value.toFixed(2)),
          readLine(declared('total', { betpawa: { unit: 0.25 } }), 'betpawa', String(quarters)),
        ];
        for (const reading of readings) expect(reading).toEqual(line('total', value, String(value)));
      }),
    );
  });

  it('whichever side a source tells a handicap from', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), quarters => {
        const value = quarters / 4;
        const away = declared('asian-handicap', { bet9ja: { side: 'away' } });
        const there = readLine(away, 'bet9ja', String(0 - value));
        expect(there).toEqual(readLine(ASIAN, 'sportybet', `hcp=${value}`));
        expect(there.line?.value).toBe(value + 0);
      }),
    );
  });

  it('a side that is written out needs no convention', () => {
    const away = declared('asian-handicap', { betpawa: { side: 'away' } });
    expect(readLine(away, 'betpawa', 'Home -1.5')).toEqual(line('asian-handicap', -1.5, '-1.5'));
    expect(readLine(away, 'betpawa', '-1.5')).toEqual(line('asian-handicap', 1.5, '+1.5'));
  });
});

describe('what a mapping does not say of its lines', () => {
  it('is clear where every outcome is over or under, or it calls itself a handicap', () => {
    expect(readLine(subject('home_over home_under away_over'), 'bet9ja', '1.5')).toEqual(line('total', 1.5, '1.5'));
    expect(readLine(ASIAN, 'bet9ja', '1')).toEqual(line('asian-handicap', 1, '+1'));
    expect(readLine(EUROPEAN, 'bet9ja', '1')).toEqual(line('european-handicap', 1, '+1'));
  });

  it('is clear where SportyBet names the value', () => {
    expect(readLine(YES_NO, 'sportybet', 'total=2.5')).toEqual(line('total', 2.5, '2.5'));
    expect(readLine(YES_NO, 'sportybet', 'goalnr=1')).toEqual(line('exact-number', 1, '1'));
    expect(readLine(YES_NO, 'sportybet', 'from=1|to=10')).toEqual(line('interval', null, '1-10'));
    expect(readLine(YES_NO, 'sportybet', 'minute=15')).toEqual(line('interval', 15, '15'));
    expect(readLine(YES_NO, 'sportybet', 'hcp=0:1')).toEqual(line('european-handicap', -1, '-1'));
    expect(readLine(YES_NO, 'sportybet', 'player=sr:player:7')).toEqual(line('player', null, 'sr:player:7'));
    expect(readLine(YES_NO, 'sportybet', 'score=1:0')).toEqual(line('other', null, 'score=1:0'));
  });

  it('is no guess elsewhere', () => {
    for (const mapping of [YES_NO, subject('home away'), subject('home none away'), subject('over maybe')]) {
      expect(readLine(mapping, 'bet9ja', '2')).toEqual(unknown);
      expect(readLine(mapping, 'betpawa', '2')).toEqual(unknown);
      expect(readLine(mapping, 'bet9ja', null)).toEqual(none);
    }
    // A market with goals, not one of over and under.
    expect(readLine(subject('home none away', { name: 'Handicap Goal' }), 'betpawa', '1')).toEqual(unknown);
  });

  it('is nothing where the specifier only tells the layout', () => {
    expect(readLine(YES_NO, 'sportybet', 'variant=sr:exact_goals:6+')).toEqual(none);
    expect(readLine(YES_NO, 'sportybet', 'type=prematch')).toEqual(none);
    expect(readLine(YES_NO, 'sportybet', null)).toEqual(none);
  });
});

describe('what a mapping says of its lines', () => {
  it('goes before what they look like', () => {
    expect(readLine(subject('over under', { lineKind: 'none' }), 'bet9ja', '2.5')).toEqual(none);
    expect(readLine(subject('over under', { lineKind: 'exact-number' }), 'bet9ja', '2')).toEqual(
      line('exact-number', 2, '2'),
    );
    expect(readLine(declared('other'), 'bet9ja', '2')).toEqual(line('other', null, '2'));
  });

  it('lets a market that has its line fixed be told of', () => {
    const ten = { fixed: 'from=1|to=10' };
    const mapping = declared('interval', { betpawa: ten, bet9ja: ten });
    const expected = line('interval', null, '1-10');
    expect(readLine(mapping, 'sportybet', 'from=1|to=10')).toEqual(expected);
    expect(readLine(mapping, 'betpawa', null)).toEqual(expected);
    expect(readLine(mapping, 'bet9ja', null)).toEqual(expected);
    expect(readLine(mapping, 'sportybet', 'from=11|to=20')).toEqual(line('interval', null, '11-20'));
    expect(readLine(declared('total', { bet9ja: { fixed: 'total=3.5' } }), 'bet9ja', null)).toEqual(
      line('total', 3.5, '3.5'),
    );
    expect(readLine(declared('total', { bet9ja: { fixed: 'total=3.5' } }), 'bet9ja', '2.5')).toEqual(unreadable);
  });

  it('misses a parameter that is not there', () => {
    for (const kind of LINE_KINDS) {
      const expected = kind === 'none' ? none : missing;
      for (const source of SOURCES) expect(readLine(declared(kind), source, null), kind).toEqual(expected);
    }
    expect(readLine(declared('total'), 'sportybet', 'hcp=1.5')).toEqual(missing);
  });
});

describe('what can be meant in two ways, or in none, is no line', () => {
  it.each<[LineKind, Source, string]>([
    ['total', 'bet9ja', 'two'],
    ['total', 'bet9ja', '-2.5'],
    ['total', 'bet9ja', '2,5'],
    ['total', 'bet9ja', '2.5.5'],
    ['total', 'sportybet', 'total=1e3'],
    ['total', 'sportybet', 'total='],
    ['asian-handicap', 'sportybet', 'hcp=0:1'],
    ['asian-handicap', 'betpawa', 'Draw -1'],
    ['european-handicap', 'sportybet', 'hcp=-1.5'],
    ['european-handicap', 'sportybet', 'hcp=1:x'],
    // The score of the moment, as in LIVES_1X2RHND@0:3 and LIVES_NEXTGOAL@0:3 of one event.
    ['european-handicap', 'bet9ja', '0:3'],
    ['exact-number', 'sportybet', 'setnr=1|gamenr=2'],
    ['exact-number', 'bet9ja', '1.5'],
    ['interval', 'sportybet', 'from=10|to=1'],
    ['interval', 'sportybet', 'from=1'],
    ['interval', 'bet9ja', 'early'],
  ])('%s at %s: %s', (kind, source, parameter) => {
    expect(readLine(declared(kind), source, parameter)).toEqual(unreadable);
  });

  it('and nothing that a source may send makes it throw or loses the reason', () => {
    const parameter = fc.oneof(
      fc.string(),
      fc.stringMatching(/^([a-z]{0,5}=?[-+:.\d]{0,5}\|?){0,3}$/),
      fc.constant('__proto__=1'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...LINE_KINDS), fc.constantFrom(...SOURCES), parameter, (kind, source, text) => {
        const { line, reason } = readLine(declared(kind), source, text);
        expect(line === null || reason === null).toBe(true);
        if (line?.value !== null && line !== null) expect(Number.isFinite(line.value)).toBe(true);
        if (line === null && kind !== 'none') expect(reason).not.toBeNull();
      }),
    );
  });
});

describe('a qualifier', () => {
  it('makes another bet of the same line', () => {
    const { line } = readLine(ASIAN, 'sportybet', 'setnr=1|hcp=-1.5');
    expect(line).toEqual({ kind: 'asian-handicap', value: -1.5, label: '-1.5 (setnr=1)', qualifier: 'setnr=1' });
    expect(lineKey(line)).not.toBe(lineKey(readLine(ASIAN, 'sportybet', 'hcp=-1.5').line));
    expect(lineKey(line)).not.toBe(lineKey(readLine(ASIAN, 'sportybet', 'setnr=2|hcp=-1.5').line));
  });

  it('can be told of a source that does not tell it', () => {
    const first = subject('home away', {
      lineKind: 'asian-handicap',
      lineConventions: { bet9ja: { fixed: 'setnr=1' } },
    });
    expect(readLine(first, 'bet9ja', '-1.5')).toEqual(readLine(first, 'sportybet', 'hcp=-1.5|setnr=1'));
  });
});

describe('what the mapping itself says of a source', () => {
  it('is in everybody’s unit and from the home side: neither scales nor turns it', () => {
    const quarters = (fixed: string) => declared('total', { betpawa: { unit: 0.25, fixed } });
    expect(readLine(quarters('total=2.5'), 'betpawa', null)).toEqual(line('total', 2.5, '2.5'));
    expect(readLine(quarters('setnr=1'), 'betpawa', '10').line).toMatchObject({ value: 2.5, qualifier: 'setnr=1' });
    const away = (fixed: string) => declared('asian-handicap', { betpawa: { side: 'away', fixed } });
    expect(readLine(away('hcp=-1.5'), 'betpawa', null)).toEqual(line('asian-handicap', -1.5, '-1.5'));
    expect(readLine(away('setnr=1'), 'betpawa', '-1.5').line).toMatchObject({ value: 1.5 });
    expect(readLine(declared('exact-number', { bet9ja: { unit: 0.25, fixed: 'cornernr=1' } }), 'bet9ja', null)).toEqual(
      line('exact-number', 1, '1'),
    );
  });

  it('gives way to what the source tells', () => {
    const mapping = declared('total', { sportybet: { unit: 0.5, fixed: 'total=3.5' } });
    expect(readLine(mapping, 'sportybet', 'total=5')).toEqual(line('total', 2.5, '2.5'));
    expect(readLine(mapping, 'sportybet', null)).toEqual(line('total', 3.5, '3.5'));
  });

  it('is a start that each side is given, also where the source’s own is the score', () => {
    expect(readLine(declared('european-handicap', { bet9ja: { fixed: 'hcp=0:1' } }), 'bet9ja', null)).toEqual(
      line('european-handicap', -1, '-1'),
    );
  });
});

describe('what a mapping is bound to', () => {
  const bound = (where: string, fields: Partial<LineSubject> = {}) =>
    subject('yes no', { lineConventions: { sportybet: { where }, bet9ja: { where: 'value=5' } }, ...fields });

  it('stands in no line', () => {
    expect(readLine(bound('minute=5'), 'sportybet', 'minute=5')).toEqual(none);
    expect(readLine(bound('minute=5'), 'sportybet', 'minute=05')).toEqual(none);
    expect(readLine(bound('minute=5'), 'sportybet', 'minute=5|total=0.5')).toEqual(line('total', 0.5, '0.5'));
    expect(readLine(bound('setnr=1'), 'sportybet', 'setnr=1|hcp=-1.5')).toEqual(line('asian-handicap', -1.5, '-1.5'));
    expect(readLine(bound('minute=5'), 'bet9ja', '5')).toEqual(none);
    expect(readLine(bound('minute=5', { lineKind: 'total' }), 'sportybet', 'minute=5')).toEqual(missing);
  });

  it('is asked of what the source tells, before what the mapping has fixed', () => {
    const lineConventions = { sportybet: { where: 'minute=5', fixed: 'from=1|to=5' } };
    const mapping = subject('yes no', { lineKind: 'interval', lineConventions });
    expect(readLine(mapping, 'sportybet', 'minute=5')).toEqual(line('interval', null, '1-5'));
  });
});

describe('a variant', () => {
  it('that names the bet is a qualifier of the line, or the line itself', () => {
    const winner = readLine(YES_NO, 'sportybet', 'variant=pre:markettext:1001').line;
    const relegation = readLine(YES_NO, 'sportybet', 'variant=pre:markettext:1002').line;
    expect(winner).toEqual({ kind: 'other', value: null, label: 'variant=pre:markettext:1001' });
    expect(lineKey(winner)).not.toBe(lineKey(relegation));
    expect(readLine(OVER_UNDER, 'sportybet', 'total=2.5|variant=pre:markettext:7').line).toMatchObject({
      value: 2.5,
      qualifier: 'variant=pre:markettext:7',
    });
  });

  it('that names the layout is neither, nor is one that names the player', () => {
    for (const variant of ['sr:exact_goals:6+', 'sr:correct_score:bestof:3', 'pre:playerprops:71583282:253415']) {
      expect(readLine(YES_NO, 'sportybet', `variant=${variant}`)).toEqual(none);
      expect(readLine(OVER_UNDER, 'sportybet', `total=2.5|variant=${variant}`)).toEqual(line('total', 2.5, '2.5'));
    }
  });
});

describe('at any source', () => {
  it('a specifier is one where the source writes specifiers, also where nobody defined the source', () => {
    for (const source of ['sportybet', 'msport', 'betway', 'betika', 'mybook']) {
      expect(readLine(OVER_UNDER, source, 'total=2.5'), source).toEqual(line('total', 2.5, '2.5'));
      expect(readLine(OVER_UNDER, source, '2.5'), source).toEqual(line('total', 2.5, '2.5'));
    }
    expect(readLine(OVER_UNDER, 'bet9ja', 'total=2.5')).toEqual(unreadable);
  });

  it('its definition says whose handicap it tells and in which unit, unless the mapping does', () => {
    const away = { ...definitionOf('mybook'), side: 'away', unit: 0.25 } as const;
    expect(readLine(ASIAN, 'mybook', '6', away)).toEqual(line('asian-handicap', -1.5, '-1.5'));
    const own = subject('home away', {
      lineKind: 'asian-handicap',
      lineConventions: { mybook: { side: 'home', unit: 1 } },
    });
    expect(readLine(own, 'mybook', '6', away)).toEqual(line('asian-handicap', 6, '+6'));
  });
});
