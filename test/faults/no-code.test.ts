import type { Knex } from 'knex';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { openMapper } from '../support/mappers.js';
import { SuiteDatabase } from '../support/repository-suite.js';
import { emptyTables } from './empty-tables.js';
import { ASKING, mapping } from './valid-arguments.js';

/** Ends every kind of quote and comment that SQL has, and is nowhere in a statement of ours. */
const MARK = `zq7'"$$\\;--/*`;

/** Every string of an argument, one at a time, with the mark at its end. */
function marked(value: unknown): unknown[] {
  if (typeof value === 'string') return [value + MARK, MARK];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    marked(child).map(each => {
      const copy: object = Array.isArray(value) ? [...value] : { ...value };
      Reflect.set(copy, key, each);
      return copy;
    }),
  );
}

/** The texts of all statements that are sent while something is done, without their parameters. */
async function textsOf(db: Knex, work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const note = ({ sql }: { sql: string }) => texts.push(sql);
  db.on('query', note);
  try {
    await work();
  } catch (error) {
    if (!library.isMarketMappingError(error)) throw error;
    if (error.code === 'DATABASE') throw error;
  } finally {
    db.off('query', note);
  }
  return texts;
}

const database = new SuiteDatabase({ emptied: false });

describe('no string that reaches us is part of a statement: values go beside its text as parameters', () => {
  it.each(Object.entries(ASKING))('%s', async (name, valid) => {
    const { db } = database;
    const call = Reflect.get(library, name) as (...args: unknown[]) => Promise<unknown>;
    let sent = 0;
    for (const [at, argument] of valid.entries()) {
      for (const each of marked(argument)) {
        await emptyTables(db);
        await library.createMapping(db, mapping);
        await library.recordUnmappedMarket(db, { source: 'sportybet', externalMarketId: '60200' });
        const texts = await textsOf(db, () => call(db, ...valid.map((other, index) => (index === at ? each : other))));
        sent += texts.length;
        expect(texts.filter(text => text.includes('zq7'))).toEqual([]);
      }
    }
    // One that takes nothing but a schema refuses every mark before it asks.
    if (valid.some(argument => typeof argument === 'string' || marked(argument).length > 2))
      expect(sent).toBeGreaterThan(0);
  });

  it('a mapper’s recordings', async () => {
    const { db } = database;
    await emptyTables(db);
    const { mapper } = await openMapper(db);
    const texts = await textsOf(db, async () => {
      mapper.recordUnmapped({
        source: 'bet9ja',
        externalMarketId: MARK,
        marketName: MARK,
        sampleOutcomes: [{ name: MARK }],
      });
      expect(await mapper.flush()).toMatchObject({ recorded: 1, error: null });
    });
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(text => text.includes('zq7'))).toEqual([]);
    const { items } = await library.listUnmappedMarkets(db);
    expect(items[0]).toMatchObject({ externalMarketId: MARK, marketName: MARK, sampleOutcomes: [{ name: MARK }] });
  });
});
