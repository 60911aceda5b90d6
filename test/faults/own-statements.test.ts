import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { MADE_HERE, OwnWords } from '../support/own-words.js';

/** What gives a text to the database or adds one to a statement, and which of its arguments that is. */
const SENDERS: Readonly<Record<string, number>> = { query: 2, sendStatement: 1, raw: 0, and: 1 };

/** Parts that no type and no constant shows to be ours, and why they are. */
const TRUSTED = new Map([
  ['src/database/tables.ts: schema', 'only a plain identifier passes: SAFE_SCHEMA, in the same function'],
  ['src/schema/find-sequences-behind.ts: sequences', 'names of the catalogue, quoted by Postgres itself'],
  ['src/database/pages.ts: this', 'conditions, each of which is checked where `and` is called'],
  [
    'migrations/migration.ts: builder.toSQL()',
    'of names in the migrations, and of texts that are checked as given to `raw`',
  ],
]);

const words = OwnWords.ofFolders(['src', 'migrations'], TRUSTED);

/** The text that a call gives to the database, if it is such a call. */
function textOf({ expression, arguments: given }: ts.CallExpression): ts.Expression | undefined {
  if (!ts.isPropertyAccessExpression(expression)) return given[SENDERS[expression.getText()] ?? -1];
  const { name } = expression;
  // What goes to the driver goes through sendStatement.
  if (name.text === 'query') return expression.expression.getText() === 'db.client' ? undefined : given[0];
  return given[SENDERS[name.text] ?? -1];
}

describe('what is sent to the database', () => {
  it('has no text in it that is not written in the source code, nor a number', () => {
    const texts = words.find(ts.isCallExpression).flatMap(call => textOf(call) ?? []);
    expect(texts.length).toBeGreaterThan(90);
    expect(texts.flatMap(text => words.foreignIn(text))).toEqual([]);
    expect([...TRUSTED.keys()].filter(part => !words.used.has(part))).toEqual([]);
  });

  it('takes what it trusts by its type from nowhere else', () => {
    const casts = words
      .find(ts.isAsExpression)
      .filter(({ type }) => [...MADE_HERE].some(name => type.getText().includes(name)));
    expect(casts.map(cast => cast.getText())).toEqual([]);
  });

  it('would be found to have one', () => {
    const example = OwnWords.ofFolders(['test/faults/statements.example.ts'], new Map());
    const calls = example.find(ts.isCallExpression).filter(({ expression }) => expression.getText() === 'query');
    const found = calls.map(call => call.arguments.flatMap(text => example.foreignIn(text).map(each => each.text)));
    const lines = readFileSync('test/faults/statements.example.ts', 'utf8').split('\n');
    const told = lines.filter(line => line.includes('=> query(')).map(line => line.split(' // ').slice(1));
    expect(found).toEqual(told);
  });
});
