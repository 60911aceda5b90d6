import { describe, expect, it } from 'vitest';
import {
  readClock,
  readList,
  readMoment,
  readNumber,
  readObject,
  readObjects,
  readOdds,
  readSportradarId,
  readText,
  readYes,
} from '../../../src/sources/read-payload.js';
import { readSport } from '../../../src/sources/read-sport.js';
import { readStatusLive } from '../../../src/sources/read-status-live.js';

describe('of a payload', () => {
  it('an object is one, and neither a list nor null', () => {
    const object = { a: 1 };
    expect(readObject(object)).toBe(object);
    for (const none of [null, undefined, [], 'x', 7]) expect(readObject(none)).toBeNull();
  });

  it('a list is one, and its objects are those of its items that are objects', () => {
    expect(readList([1, null])).toEqual([1, null]);
    expect(readObjects([{ a: 1 }, null, 7, [], 'x', {}])).toEqual([{ a: 1 }, {}]);
    for (const none of [null, undefined, {}, { length: 1, 0: {} }, 'xx']) {
      expect(readList(none)).toEqual([]);
      expect(readObjects(none)).toEqual([]);
    }
  });

  it('a text is one that is not empty, or a number', () => {
    expect(['x', ' ', 7, 0, -1.5].map(readText)).toEqual(['x', ' ', '7', '0', '-1.5']);
    for (const none of ['', null, undefined, Number.NaN, Number.POSITIVE_INFINITY, true, {}, []]) {
      expect(readText(none)).toBeNull();
    }
  });

  it('a number is one, or a plain decimal in a text', () => {
    expect([7, '7', '-7.25', '007', 0].map(readNumber)).toEqual([7, 7, -7.25, 7, 0]);
    for (const none of ['', ' 7', '7 ', '0x10', '1e3', '7.', '.5', '+7', 'x7', '7x', Number.NaN, null, true, [7]]) {
      expect(readNumber(none)).toBeNull();
    }
  });

  it('odds are more than 1', () => {
    expect([1.01, '2.50', 1_000].map(readOdds)).toEqual([1.01, 2.5, 1_000]);
    for (const none of [1, '1.00', 0, -2, null, 'x']) expect(readOdds(none)).toBeNull();
  });

  it('yes is true, one, or their texts', () => {
    expect([true, 1, '1', 'true'].map(readYes)).toEqual([true, true, true, true]);
    expect([false, 0, 2, '0', 'false', 'yes', null, undefined, {}].filter(readYes)).toEqual([]);
  });

  it('a moment is milliseconds, seconds or ISO 8601 with a time zone', () => {
    const noon = new Date('2026-05-06T12:00:00Z');
    expect(readMoment(noon.getTime())).toEqual(noon);
    expect(readMoment(String(noon.getTime()))).toEqual(noon);
    expect(readMoment(noon.getTime() / 1000, 's')).toEqual(noon);
    for (const text of [
      '2026-05-06T12:00Z',
      '2026-05-06T12:00:00Z',
      '2026-05-06T12:00:00.000Z',
      '2026-05-06T13:00:00+01:00',
      '2026-05-06T07:00:00-0500',
    ]) {
      expect(readMoment(text), text).toEqual(noon);
    }
    for (const none of [
      '2026-05-06',
      '2026-05-06T12:00:00',
      '2026-05-06 12:00:00Z',
      'x2026-05-06T12:00:00Z',
      '2026-05-06T12:00:00Zx',
      '2026-13-06T12:00:00Z',
      null,
      {},
    ]) {
      expect(readMoment(none), String(none)).toBeNull();
    }
  });

  it('a clock is one of its own time zone', () => {
    const noon = new Date('2026-05-06T12:00:00Z');
    expect(readClock('2026-05-06 13:00:00', 1)).toEqual(noon);
    expect(readClock('2026-05-06T12:00:00', 0)).toEqual(noon);
    expect(readClock('2026-05-06 15:00:00', 3)).toEqual(noon);
    for (const none of ['2026-05-06', '2026-05-06 12:00', 'x2026-05-06 12:00:00', '2026-05-06 12:00:00Z', 7, null]) {
      expect(readClock(none, 0)).toBeNull();
    }
  });

  it('no event starts before 1970 or after the year 9999', () => {
    expect(readMoment(1)).toEqual(new Date(1));
    expect(readMoment(0)).toBeNull();
    expect(readMoment(-1)).toBeNull();
    expect(readMoment(Date.UTC(9999, 11, 31, 23, 59, 59, 999))).not.toBeNull();
    expect(readMoment(Date.UTC(10_000, 0, 1))).toBeNull();
  });

  it('Sportradar’s id is its digits, with or without what it is an id of', () => {
    expect(['sr:match:71583282', '71583282', 71583282].map(readSportradarId)).toEqual([
      '71583282',
      '71583282',
      '71583282',
    ]);
    expect(readSportradarId('1'.repeat(19))).toBe('1'.repeat(19));
    for (const none of ['0', '07', 'sr:season:7', 'sr:match:', 'xsr:match:7', '7x', '1'.repeat(20), null, '']) {
      expect(readSportradarId(none)).toBeNull();
    }
  });

  it('a sport is one by a name that leaves no doubt', () => {
    const names = ['Soccer', ' football ', 'Ice Hockey', 'ice-hockey', 'TABLE__TENNIS', 'Beach  Volley', 'E-Sports'];
    expect(names.map(readSport)).toEqual([
      'football',
      'football',
      'ice-hockey',
      'ice-hockey',
      'table-tennis',
      'beach-volleyball',
      'esports',
    ]);
    const long = `tennis${' '.repeat(100)}`;
    expect(readSport(long)).toBe('tennis');
    for (const none of ['Hockey', '', 'constructor', null, 7, `${' '.repeat(60)}tennis`])
      expect(readSport(none)).toBeNull();
  });

  it('an event is played at the status 1 and 2', () => {
    expect([0, 1, '1', 2, 3, 4, -1].map(readStatusLive)).toEqual([false, true, true, true, false, false, false]);
    expect([null, 'x', undefined].map(readStatusLive)).toEqual([null, null, null]);
  });
});
