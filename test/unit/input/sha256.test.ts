import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 } from '../../../src/input/sha256.js';

const expected = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

it('is what everybody else calls the SHA-256 of a text, at every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'é'.repeat(length % 7) + 'a'.repeat(length);
    expect(sha256(text), text).toBe(expected(text));
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(sha256(text)).toBe(expected(text.toWellFormed()));
    }),
  );
});
