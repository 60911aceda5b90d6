import { describe, expect, it } from 'vitest';
import { differences } from '../../src/cli/differences.js';
import { formatTable } from '../../src/cli/table.js';
import { paint, printable, terminalOf } from '../../src/cli/terminal.js';

describe('a terminal', () => {
  const tty = { isTTY: true, columns: 100 };

  it('has colour, unless NO_COLOR or a dumb terminal says otherwise', () => {
    expect(paint(terminalOf(tty, {}), 'red', 'x')).toBe('\u001B[31mx\u001B[39m');
    expect(terminalOf(tty, { NO_COLOR: '' }).hasColour).toBe(true);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect(paint(terminalOf(tty, env), 'red', 'x')).toBe('x');
  });

  it('is none where the output goes to a file or a pipe', () => {
    expect(terminalOf({}, {})).toEqual({ width: Number.POSITIVE_INFINITY, hasColour: false });
  });

  it('is as wide as it says, unless COLUMNS says otherwise', () => {
    expect([terminalOf(tty, {}).width, terminalOf(tty, { COLUMNS: '60' }).width]).toEqual([100, 60]);
    expect([terminalOf({}, { COLUMNS: '60' }).width, terminalOf(tty, { COLUMNS: 'x' }).width]).toEqual([60, 100]);
  });

  it('is not steered by a text', () => {
    expect(printable('a\n b\u001B[31m\u202Ec')).toBe('a b\uFFFD[31m\uFFFDc');
  });
});

describe('a table', () => {
  const columns = [
    { title: 'ID', of: (item: { id: number; name: string | null }) => item.id, align: 'right' as const },
    { title: 'NAME', of: (item: { id: number; name: string | null }) => item.name },
  ];
  const items = [
    { id: 7, name: 'ten letters' },
    { id: 1234, name: null },
  ];

  it('stands in columns, with a dash for nothing', () => {
    expect(formatTable(items, columns, terminalOf({}, {}))).toEqual(['  ID  NAME', '   7  ten letters', '1234  -']);
  });

  it('gives way in its widest column, by whole characters', () => {
    const narrow = terminalOf({}, { COLUMNS: '13' });
    expect(formatTable([{ id: 1234, name: 'ab😀😀😀😀😀😀' }], columns, narrow)[1]).toBe('1234  ab😀😀😀😀…');
  });
});

describe('differences', () => {
  it('go down into objects and lists, and know outcomes by their canonical id', () => {
    const [yes, no] = [
      { canonical_id: 'yes', betpawa_name: 'Y' },
      { canonical_id: 'no', betpawa_name: 'N' },
    ];
    expect(
      differences({ a: 1, outcomes: [yes, no] }, { a: 1, outcomes: [no, { ...yes, betpawa_name: 'Yes' }] }),
    ).toEqual([{ field: 'outcomes[yes].betpawa_name', before: 'Y', after: 'Yes' }]);
  });

  it('tell what came and what went', () => {
    expect(differences({ list: ['a'] }, { list: ['a', 'b'], new: null })).toEqual([
      { field: 'list[1]', before: undefined, after: 'b' },
      { field: 'new', before: undefined, after: null },
    ]);
  });
});
