import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differences } from '../../src/cli/differences.js';
import { formatTable } from '../../src/cli/table.js';
import { paint, printable, printableJson, printableLines, terminalOf } from '../../src/cli/terminal.js';

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

  it.each([
    ...['\u0000', '\u0007', '\u0008', '\u001B', '\u007F', '\u0085', '\u009B', '\u009F'],
    ...['\u061C', '\u200E', '\u200F', '\u202A', '\u202E', '\u2066', '\u2069'],
  ])('shows %j as what nobody takes for a name, in lines, texts and JSON', char => {
    const text = `a${char}b`;
    expect(printable(text)).toBe('a\uFFFDb');
    expect(printableLines(`${text}\n\tc`)).toBe('a\uFFFDb\n\tc');
    const json = printableJson(JSON.stringify({ [text]: text }, null, 2));
    expect(json).not.toContain(char);
    expect(JSON.parse(json)).toEqual({ [text]: text });
  });

  it.each(['\n', '\r\n', ' \n\n ', '\u2028', '\u2029', '\t'])('keeps %j from beginning a line', end => {
    expect(printable(`a${end}b`)).toBe('a b');
  });

  it('takes a long run of blanks in its stride', () => {
    const blanks = ' '.repeat(200_000);
    expect(printable(`a${blanks}b`)).toBe(`a${blanks}b`);
  });

  it('is written to in one place', () => {
    const writers = readdirSync('src/cli', { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .filter(file => /\bconsole\.|\bstd(out|err)\.write|new Output\(/.test(readFileSync(`src/cli/${file}`, 'utf8')));
    expect(writers).toEqual(['output.ts']);
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
    expect(formatTable([{ id: 1234, name: 'ab😀😀😀😀😀😀' }], columns, narrow)[1]).toBe('1234  ab😀😀…');
    expect(formatTable([{ id: 1234, name: '👨‍👩‍👧 and more of it' }], columns, narrow)[1]).toBe('1234  👨‍👩‍👧 and…');
  });

  it('never cuts what is to be whole, however narrow it is', () => {
    const whole = [
      { title: 'CANONICAL ID', of: ({ name }: { name: string }) => name, isWhole: true as const },
      ...columns,
    ];
    const narrow = terminalOf({}, { COLUMNS: '20' });
    const [line = ''] = formatTable([{ id: 1234, name: 'total_goals_over_under_ft' }], whole, narrow).slice(1);
    expect(line).toMatch(/^total_goals_over_under_ft +1234 {2}total…$/);
  });

  it('stands in columns where a character takes two of them, or several take one', () => {
    const named = (name: string) => ({ title: name, of: () => name });
    const rows = ['平局', 'é', '👨‍👩‍👧', 'abcdef'].map(name => ({ id: 1, name }));
    const [, ...lines] = formatTable(rows, [...columns.slice(1), named('x')], terminalOf({}, {}));
    expect(lines).toEqual(['平局    x', 'é       x', '👨‍👩‍👧      x', 'abcdef  x']);
  });

  it('makes a cell harmless before it measures it', () => {
    const lines = formatTable([{ id: 1, name: '\u001B[2J\u202Ex' }], columns, terminalOf({}, {}));
    expect(lines[1]).toBe(' 1  \uFFFD[2J\uFFFDx');
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
