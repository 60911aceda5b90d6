import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/input/sha256.js';
import { toStoredMarketId } from '../../src/input/stored-market-id.js';
import { candidateIds } from '../../src/rules/candidate-ids.js';
import { MappingIndex } from '../../src/rules/mapping-index.js';
import { newMapping } from '../support/builders.js';

const text = fc.string({ unit: 'grapheme', maxLength: 300 }).filter(value => value.isWellFormed());

it('sha256 is that of Node', () => {
  fc.assert(fc.property(text, value => sha256(value) === createHash('sha256').update(value).digest('hex')));
});

describe('the stored id of a market', () => {
  it('is the id itself up to 100 characters, and beyond them the first 67, a tilde and 32 digits of its digest', () => {
    fc.assert(
      fc.property(text, id => {
        const characters = [...id];
        const stored = toStoredMarketId(id);
        const digits = createHash('sha256').update(id).digest('hex').slice(0, 32);
        expect(stored).toBe(characters.length <= 100 ? id : `${characters.slice(0, 67).join('')}~${digits}`);
        expect([...stored].length).toBeLessThanOrEqual(100);
        expect(toStoredMarketId(stored)).toBe(stored);
      }),
    );
  });

  it('is what every look-up goes by, and stays apart from that of another id that begins alike', () => {
    const beginning = 'x'.repeat(100);
    fc.assert(
      fc.property(text, text, (one, other) => {
        fc.pre(one !== other && one !== '' && other !== '');
        const [long, another] = [beginning + one, beginning + other];
        expect(candidateIds('somebody', long)).toEqual([toStoredMarketId(long)]);
        const mapping = {
          ...newMapping({ sourceIds: { somebody: toStoredMarketId(long) } }),
          id: 1,
          priority: 0,
          origin: 'database' as const,
        };
        const index = new MappingIndex([mapping as never]);
        expect(index.resolve('somebody', long)).not.toBeNull();
        expect(index.resolve('somebody', another)).toBeNull();
        const market = { source: 'somebody', externalMarketId: long, marketName: null, parameter: null, outcomes: [] };
        expect(index.resolveMarket(market).status).toBe('mapped');
      }),
    );
  });

  it('of a Bet9ja odds key with a long parameter leads to its market all the same', () => {
    const key = `S_OU@${'9'.repeat(120)}_O`;
    expect(candidateIds('bet9ja', key)).toContain('S_OU');
    for (const candidate of candidateIds('bet9ja', key)) expect(candidate.length).toBeLessThanOrEqual(100);
  });
});
