import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOf, escalates, isEscalating } from '../../src/rules/escalation.js';
import { matchesGlob, toLike } from '../../src/rules/glob.js';
import { SuiteDatabase } from '../support/repository-suite.js';

const database = new SuiteDatabase({ emptied: false });

it('a pattern says the same in SQL as in memory', async () => {
  const pattern = fc.string({
    unit: fc.constantFrom('a', 'B', '*', '%', '_', '\\', '\n', '.', 'é', '🎾'),
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(pattern, pattern), { minLength: 50, maxLength: 200 }), async pairs => {
      // Half of the texts are made of the pattern, so that many match.
      const cases = pairs.flatMap(([glob, text]) => [
        [glob, text],
        [glob, glob.replaceAll('*', text)],
      ]);
      const { rows } = await database.db.raw(
        `select text like ${toLike('glob')} as matches from unnest(?::text[], ?::text[]) with ordinality as t (glob, text, at) order by at`,
        [cases.map(([glob = '']) => glob), cases.map(([, text = '']) => text)],
      );
      const expected = cases.map(([glob = '', text = '']) => matchesGlob(glob, text));
      expect(rows.map((row: { matches: boolean }) => row.matches)).toEqual(expected);
      expect(expected).toContain(true);
    }),
    { numRuns: 20 },
  );
});

it('a market escalates in SQL where it does in memory', async () => {
  const today = dayOf(Date.UTC(2026, 4, 6));
  const row = fc.record({
    day: fc.integer({ min: today - 40, max: today }),
    counts: fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(2_147_483_647)), {
      minLength: 1,
      maxLength: 30,
    }),
  });
  const flat = fc.record({
    day: fc.integer({ min: today - 2, max: today }),
    counts: fc
      .tuple(fc.integer({ min: 15, max: 60 }), fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 10 }))
      .map(([peak, rest]) => [peak, ...rest]),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(row, flat), { minLength: 50, maxLength: 150 }), async markets => {
      const { rows } = await database.db.raw(
        `select ${escalates('day', 'counts', 'today')} as escalates from (
           select (row ->> 'day')::integer as day, ?::integer as today,
             array(select jsonb_array_elements_text(row -> 'counts')::integer) as counts, at
           from jsonb_array_elements(?::jsonb) with ordinality as each (row, at)
         ) as markets order by at`,
        [today, JSON.stringify(markets)],
      );
      const expected = markets.map(market => isEscalating(market, today));
      expect(rows.map((each: { escalates: boolean }) => each.escalates)).toEqual(expected);
      expect(expected).toContain(true);
    }),
    { numRuns: 20 },
  );
});
