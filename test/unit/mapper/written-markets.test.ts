import { expect, it } from 'vitest';
import { WrittenMarkets } from '../../../src/mapper/written-markets.js';
import { MAX_MISSING_OUTCOMES } from '../../../src/model/index.js';

const market = (externalMarketId: string, ...names: string[]) => ({
  source: 'bet9ja',
  externalMarketId,
  ...(names.length === 0 ? {} : { missingOutcomes: names.map(name => ({ id: null, name })) }),
});

it('the log has a market from the time it was written, at its own source', () => {
  const written = new WrittenMarkets();
  expect(written.has(market('S_OU'))).toBe(false);
  written.add(market('S_OU'));
  expect(written.has(market('S_OU'))).toBe(true);
  expect(written.has({ ...market('S_OU'), missingOutcomes: [] })).toBe(true);
  expect(written.has(market('S_1X2'))).toBe(false);
  expect(written.has({ ...market('S_OU'), source: 'betpawa' })).toBe(false);
});

it('and the missing outcomes that were written with it, told apart by id and name', () => {
  const written = new WrittenMarkets();
  written.add(market('S_OU'));
  expect(written.has(market('S_OU', 'Over'))).toBe(false);
  written.add(market('S_OU', 'Over'));
  written.add(market('S_OU', 'Under'));
  written.add(market('S_OU'));
  expect(written.has(market('S_OU', 'Over', 'Under'))).toBe(true);
  expect(written.has(market('S_OU', 'Over', 'Exactly'))).toBe(false);
  const withId = { ...market('S_OU'), missingOutcomes: [{ id: '12', name: 'Over' }] };
  expect(written.has(withId)).toBe(false);
  written.add(withId);
  expect(written.has(withId)).toBe(true);
});

it('of a market with as many missing outcomes as a row keeps, nothing more is new', () => {
  const written = new WrittenMarkets();
  const names = Array.from({ length: MAX_MISSING_OUTCOMES }, (_, index) => `Player ${index}`);
  written.add(market('S_GS', ...names.slice(1)));
  expect(written.has(market('S_GS', 'Another'))).toBe(false);
  written.add(market('S_GS', ...names));
  expect(written.has(market('S_GS', 'Another'))).toBe(true);
});

it('counts each market once, also while it forgets those that mappings have by now', () => {
  const written = new WrittenMarkets();
  for (const id of ['a', 'b', 'a', 'c']) written.add(market(id));
  written.add({ source: 'msport', externalMarketId: 'a' });
  expect(written.size).toBe(4);
  const taken = written.takeWhere((source, id) => id === 'a' || (source === 'bet9ja' && id === 'c'));
  expect(taken).toEqual([
    { source: 'bet9ja', externalMarketId: 'a' },
    { source: 'bet9ja', externalMarketId: 'c' },
    { source: 'msport', externalMarketId: 'a' },
  ]);
  expect(written.size).toBe(1);
  expect(['a', 'b', 'c'].filter(id => written.has(market(id)))).toEqual(['b']);
  written.clear();
  expect(written.size).toBe(0);
  expect(written.has(market('b'))).toBe(false);
});

it('remembers a hundred thousand at most, however many there are', () => {
  const written = new WrittenMarkets();
  for (let id = 0; id < 100_000; id++) written.add(market(String(id)));
  expect(written.size).toBe(100_000);
  expect(written.has(market('0'))).toBe(true);
  written.add(market('one more'));
  expect(written.size).toBe(1);
  expect(written.has(market('0'))).toBe(false);
  expect(written.has(market('one more'))).toBe(true);
});
