import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ASSETS } from '../../src/page/assets/assets.js';

describe('the files that every page loads', () => {
  it('are a style and a script, at most 20 kB together as they are sent', () => {
    expect(ASSETS.map(({ type }) => type.split(';')[0])).toEqual(['text/css', 'text/javascript']);
    const bytes = ASSETS.reduce((sum, { text }) => sum + gzipSync(text).length, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
  });

  it('are named after what is in them, so that a browser may keep them', () => {
    for (const { name, text } of ASSETS) {
      const [, hash = ''] = /-([0-9a-f]+)\.(css|js)$/.exec(name) ?? [];
      expect(createHash('sha256').update(text).digest('hex').startsWith(hash) && hash.length >= 12).toBe(true);
    }
  });
});
