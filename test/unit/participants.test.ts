import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairParticipants, participantKey, withoutTeam } from '../../src/rules/participant.js';

const pairs = (first: string[], second: string[]) => Object.fromEntries(pairParticipants(first, second));

describe('participantKey', () => {
  it.each([
    ['Digne, Lucas', 'Lucas Digne'],
    ['Ødegaard, Martin', 'martin ODEGAARD'],
    ['Gyökeres, Viktor', 'Viktor Gyokeres'],
    ["Kanté, N'Golo", 'NGolo Kante'],
    ['Alexander-Arnold, Trent', 'Trent Alexander Arnold'],
    ['Łukasz Fabiański', 'fabianski lukasz'],
    [' Juninho ', 'Juninho'],
  ])('%s and %s are one', (a, b) => {
    expect(participantKey(a)).toBe(participantKey(b));
  });

  it('tells others apart, and keeps letters of every script', () => {
    expect(participantKey('Silva, Nathan')).not.toBe(participantKey('Silva, Ivan'));
    expect(participantKey('Silva, Silva')).not.toBe(participantKey('Silva'));
    expect(participantKey('Ковалёв, Иван')).toBe(participantKey('Иван Ковалев'));
    expect(participantKey('- , ()')).toBe('');
  });
});

describe('withoutTeam', () => {
  it('leaves out what stands in parentheses at the end', () => {
    expect(withoutTeam('Digne, Lucas (France)')).toBe('Digne, Lucas');
    expect(withoutTeam(' Juninho (Pumas UNAM) ')).toBe('Juninho');
    expect(withoutTeam('Digne, Lucas')).toBe('Digne, Lucas');
    expect(withoutTeam('(France)')).toBe('(France)');
  });
});

describe('two spellings are one player', () => {
  it('where their words are the same', () => {
    expect(pairs(['Digne, Lucas', 'Kante'], ['Lucas Digne', 'Mbappe'])).toEqual({ 'Digne, Lucas': 'Lucas Digne' });
  });

  it('where the words of one are all in the other, and in no third', () => {
    expect(pairs(['Rodriguez, Carlos Alberto'], ['Carlos Rodriguez'])).toEqual({
      'Rodriguez, Carlos Alberto': 'Carlos Rodriguez',
    });
    expect(pairs(['Silva'], ['Silva, Nathan', 'Juninho'])).toEqual({ Silva: 'Silva, Nathan' });
  });

  it('never where it could be a third, in either list and both ways', () => {
    expect(pairs(['Silva'], ['Silva, Nathan', 'Silva, Ivan'])).toEqual({});
    expect(pairs(['Silva', 'Silva, Ivan'], ['Silva, Nathan'])).toEqual({});
    expect(pairs(['Nathan', 'Silva'], ['Silva, Nathan'])).toEqual({});
    expect(pairs(['Silva, Nathan'], ['Nathan', 'Silva'])).toEqual({});
  });

  it('never where one list has two of one key', () => {
    expect(pairs(['Silva, Nathan', 'Nathan Silva'], ['Silva Nathan'])).toEqual({});
    expect(pairs(['Silva Nathan'], ['Silva, Nathan', 'Nathan Silva'])).toEqual({});
    expect(pairs(['Silva', 'Silva'], ['silva'])).toEqual({ Silva: 'silva' });
  });

  it('never where they only have a word in common', () => {
    expect(pairs(['Silva, Nathan'], ['Silva, Ivan'])).toEqual({});
    expect(pairs([''], [''])).toEqual({});
  });

  const name = fc
    .array(fc.constantFrom('Ana', 'Bo', 'Cruz', 'Díaz'), { minLength: 1, maxLength: 3 })
    .map(words => words.join(' '));
  const names = fc.array(name, { maxLength: 5 });

  it('is the same from either list, and gives nobody away twice', () => {
    fc.assert(
      fc.property(names, names, (first, second) => {
        const there = [...pairParticipants(first, second)];
        const back = [...pairParticipants(second, first)].map(([a, b]) => [b, a]);
        expect(there.map(String).sort()).toEqual(back.map(String).sort());
        expect(new Set(there.map(([, other]) => other)).size).toBe(there.length);
      }),
    );
  });

  it('does not depend on the order of the lists', () => {
    fc.assert(
      fc.property(names, names, (first, second) => {
        const expected = pairs(first, second);
        expect(pairs(first.toReversed(), second.toReversed())).toEqual(expected);
      }),
    );
  });
});
