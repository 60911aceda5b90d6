import { expect, it } from 'vitest';
import { candidateIds } from '../../../src/rules/candidate-ids.js';

it('an id of over 100 characters is looked up as the log and the mappings have it', () => {
  const long = 'x'.repeat(101);
  expect(candidateIds('sportybet', long)).toEqual([expect.stringMatching(/^x{67}~[0-9a-f]{32}$/)]);
  const market = 'S'.repeat(50);
  const key = `S_${market}@2.5_${'O'.repeat(60)}`;
  expect(candidateIds('bet9ja', key)).toEqual([expect.stringContaining('~'), `S_${market}@2.5`, `S_${market}`]);
});

it('what is no text is the id of nothing', () => {
  for (const id of [null, undefined, 7, {}]) expect(candidateIds('sportybet', id as never)).toEqual([id]);
});
