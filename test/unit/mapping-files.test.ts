import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatMappings, parseMappings } from '../../src/index.js';
import { toPortable } from '../../src/transfer/portable-mapping.js';

/** What the tables can hold: not blank, no NUL, no half of a surrogate pair. */
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter(value => {
  return value.trim() !== '' && !value.includes('\0') && value.isWellFormed();
});
const awkward = fc.oneof(
  text,
  fc.constantFrom('"', '"",\r\n', ',', ' x ', '\r', '\n"', '\uFEFFx', '=1+1', '007', 'null', '\t'),
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
      expect(read.map(toPortable)).toEqual(mappings);
      expect(formatMappings(read, format)).toBe(file);
    }),
  );
});
