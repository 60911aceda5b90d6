import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMappings, parseMappings } from '../../src/index.js';
import { toPortable } from '../../src/transfer/portable-mapping.js';

/** What the tables can hold: not blank, no NUL, no half of a surrogate pair. */
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter(value => {
  return value.trim() !== '' && !value.includes('\0') && value.isWellFormed();
});
/** What spreadsheets calculate and what steers terminals, and what stands for either in a file. */
const HOSTILE = [
  '=HYPERLINK("http://x","y")',
  '+1+1',
  '-1',
  '-1+1',
  '@x',
  '\t=1',
  '\r=1',
  '\n=1',
  "'=1",
  "''=1",
  "'-1",
  `'"x"`,
  `'"`,
  "'",
  "'x",
  '\u001B[2Jcleared',
  '\u009B31m',
  'a\u202Eb',
  '\u2028',
  '\u007F',
];
const awkward = fc.oneof(
  text,
  fc.constantFrom(...HOSTILE, '"', '"",\r\n', ',', ' x ', '\r', '\n"', '\uFEFFx', '=1+1', '007', 'null', '\t'),
);
const name = awkward.filter(value => value.trim() !== '');
const orNull = fc.option(name, { nil: null });
const mapping = fc
  .record({
    canonicalId: name,
    name,
    betpawaId: orNull,
    sportybetId: orNull,
    bet9jaKey: orNull,
    priority: fc.integer(),
    isActive: fc.boolean(),
    outcomeMapping: fc.array(
      fc.record({
        canonicalId: name,
        betpawaName: orNull,
        sportybetDesc: orNull,
        bet9jaSuffix: orNull,
        position: fc.nat(),
      }),
      { maxLength: 3 },
    ),
  })
  .map(toPortable);

it.each(['json', 'csv'] as const)('%s carries any mapping there and back', format => {
  fc.assert(
    fc.property(fc.array(mapping, { maxLength: 4 }), mappings => {
      const file = formatMappings(mappings, format);
      const read = parseMappings(file, format);
      expect(read).toEqual(mappings);
      expect(formatMappings(read, format)).toBe(file);
    }),
  );
});

describe('a CSV file', () => {
  const named = (name: string) => [{ canonicalId: 'a', name }];

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1+1', "'+1+1"],
    ['-1-1', "'-1-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'""\\r=1"""`],
    ['\uFF1D1', "'\uFF1D1"],
    ["'=1", "''=1"],
    ['-1', '-1'],
    ['+1.5', '+1.5'],
    ['a=b', 'a=b'],
    ["o'clock", "o'clock"],
  ])('has no formula: %j', (name, cell) => {
    const csv = formatMappings(named(name), 'csv');
    expect(csv).toBe(`canonicalId,name\na,${cell}\n`);
    expect(parseMappings(csv, 'csv')).toEqual(named(name));
  });
});

it.each(['json', 'csv'] as const)('%s steers no terminal', format => {
  const name = 'a\u001B[2J\u009B31m\u202Eb\u2066\u200F\u061C\u2028\u0085\rc';
  const outcomeMapping = [
    { canonicalId: 'o', betpawaName: name, sportybetDesc: null, bet9jaSuffix: null, position: 0 },
  ];
  const text = formatMappings([{ canonicalId: 'a', name, outcomeMapping }], format);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  expect(parseMappings(text, format)).toEqual([{ canonicalId: 'a', name, outcomeMapping }]);
});

it.each(['json', 'csv'] as const)('%s leaves out what every mapping leaves out', format => {
  const mappings = [{ canonicalId: 'a', priority: 1 }, { canonicalId: 'b' }];
  expect(parseMappings(formatMappings(mappings, format), format)).toEqual(mappings);
});
