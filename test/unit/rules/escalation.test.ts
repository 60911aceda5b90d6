import { describe, expect, it } from 'vitest';
import { dayOf, daysOf, isEscalating } from '../../../src/rules/escalation.js';

const TODAY = 20_000;
const times = (count: number, days: number) => Array.from({ length: days }, () => count);

/** Whether a market escalates that was counted so often today, yesterday and on each day before. */
const escalates = (...counts: number[]) => isEscalating({ day: TODAY, counts }, TODAY);

describe('a day', () => {
  it('begins at midnight UTC', () => {
    expect(dayOf(Date.UTC(1970, 0, 3))).toBe(2);
    expect(dayOf(Date.UTC(1970, 0, 3) - 1)).toBe(1);
    expect(dayOf(-1)).toBe(-1);
  });

  it('is counted backwards, and told forwards', () => {
    expect(daysOf({ day: 2, counts: [5, 0, 7] })).toEqual([
      { day: '1970-01-01', count: 7 },
      { day: '1970-01-02', count: 0 },
      { day: '1970-01-03', count: 5 },
    ]);
  });
});

describe('a market escalates', () => {
  it('from 20 sightings a day', () => {
    expect(escalates(20, 0, ...times(0, 7))).toBe(true);
    expect(escalates(19, 0, ...times(0, 7))).toBe(false);
  });

  it('from five times as many as on an average day of the week before', () => {
    expect(escalates(20, 0, ...times(4, 7))).toBe(true);
    expect(escalates(20, 0, 5, ...times(4, 6))).toBe(false);
    expect(escalates(20, 0, ...times(4, 6), 5)).toBe(false);
    expect(escalates(25, 0, 5, ...times(4, 6))).toBe(true);
    expect(escalates(19, 0, ...times(1, 7))).toBe(false);
  });

  it('by the seven days before alone, whatever came earlier', () => {
    expect(escalates(20, 0, ...times(4, 7), 1_000)).toBe(true);
    expect(escalates(20, 0, 5, ...times(4, 6), ...times(0, 20))).toBe(false);
  });

  it('by the days that are known, if they are fewer than seven, and not at all without one', () => {
    expect(escalates(20, 0, 4)).toBe(true);
    expect(escalates(20, 0, 5)).toBe(false);
    expect(escalates(20, 0, 4, 4)).toBe(true);
    expect(escalates(1_000, 0)).toBe(false);
    expect(escalates(1_000)).toBe(false);
  });

  it('for two days, so that midnight does not end it', () => {
    const counts = [20, 0, 0];
    expect(isEscalating({ day: TODAY - 1, counts }, TODAY)).toBe(true);
    expect(isEscalating({ day: TODAY - 2, counts }, TODAY)).toBe(false);
    expect(escalates(0, 20, ...times(4, 7))).toBe(true);
    expect(escalates(0, 20, 5, ...times(4, 6))).toBe(false);
  });
});
