const KEYWORD = /^\s*(\w+)/;
const WRITES = new Set(['insert', 'update', 'delete', 'merge']);

/**
 * The same statement with one column `row`, each row of the result as JSON text: whatever a driver's type parsers do, text stays
 * text. Null for a statement that returns no rows, which is to be sent as it is.
 */
export function asJsonRows(sql: string): string | null {
  const keyword = keywordAt(sql, 0);
  const at = keyword === 'with' ? finalStatementAt(sql) : 0;
  const final = sql.slice(at);
  const kind = keywordAt(sql, at);
  const returnsRows = kind === 'select' || kind === 'values' || (WRITES.has(kind) && hasReturning(final));
  if (!returnsRows) return null;
  const before = at === 0 ? 'with ' : `${sql.slice(0, at).trimEnd()}, `;
  return `${before}"the rows" as (${final}) select row_to_json("the rows")::text as "row" from "the rows"`;
}

function keywordAt(sql: string, at: number): string {
  return (KEYWORD.exec(sql.slice(at))?.[1] ?? '').toLowerCase();
}

/** Where the statement begins that follows the list of WITH. */
function finalStatementAt(sql: string): number {
  for (const { word, at } of topLevelWords(sql)) {
    if (word === 'select' || word === 'values' || WRITES.has(word)) return at;
  }
  return sql.length;
}

function hasReturning(sql: string): boolean {
  for (const { word } of topLevelWords(sql)) if (word === 'returning') return true;
  return false;
}

/** Strings, quoted names, comments, parentheses and words. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*.*?\*\/|[()]|\w+/gs;

/** The words outside all parentheses, strings and comments, in lower case. */
function* topLevelWords(sql: string): Generator<{ word: string; at: number }> {
  let depth = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && /^\w/.test(token)) yield { word: token.toLowerCase(), at: index };
  }
}
