import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as catalogue from '../../src/catalogue.js';
import * as embedded from '../../src/embedded.js';
import * as library from '../../src/index.js';
import * as page from '../../src/page.js';
import * as schemas from '../../src/schemas.js';
import * as testing from '../../src/testing.js';

const text = readFileSync('docs/reference.md', 'utf8');
/** What the first column of the page's tables names. */
const inTables = new Set(
  text
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .flatMap(line => [...(line.split(/(?<!\\)\|/)[1] ?? '').matchAll(/`(\w+)/g)].map(match => match[1])),
);

/** Errors are classes, and `docs/errors.md` has those, with the function that tells them apart. */
function functionsOf(entry: object): string[] {
  return Object.entries(entry)
    .filter(([name, value]) => typeof value === 'function' && !/Error$/.test(name) && name !== 'isMarketMappingError')
    .map(([name]) => name);
}

describe('the page of functions', () => {
  it.each(Object.entries({ library, embedded, testing, page, catalogue }))('has a row for each of %s', (_, entry) => {
    expect(functionsOf(entry).filter(name => !inTables.has(name))).toEqual([]);
  });

  it('names no function that there is not', () => {
    const exported = new Set([library, embedded, testing, page].flatMap(entry => Object.keys(entry)));
    const calls = [...text.matchAll(/^\| `(\w+)\(/gm)].map(([, name = '']) => name);
    expect(calls.length).toBeGreaterThan(40);
    expect(calls.filter(name => !exported.has(name))).toEqual([]);
  });

  it('names every schema', () => {
    expect(Object.keys(schemas).filter(name => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
