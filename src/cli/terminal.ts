import { styleText } from 'node:util';

/** Where the command writes, and what that can show. */
export interface Terminal {
  /** How many columns a line may have; infinite without a terminal. */
  readonly width: number;
  readonly hasColour: boolean;
}

/** What a stream can show. `COLUMNS` sets the width for a pipe too; `NO_COLOR` turns colours off. */
export function terminalOf(
  stream: { isTTY?: boolean; columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isTerminal = stream.isTTY === true;
  const given = Number(env.COLUMNS);
  const width = Number.isInteger(given) && given > 0 ? given : isTerminal ? (stream.columns ?? 80) : Infinity;
  return { width, hasColour: isTerminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb' };
}

export type Colour = 'bold' | 'red' | 'green' | 'yellow';

/** A text in a colour, if the terminal has any. */
export function paint(terminal: Terminal, colour: Colour, text: string): string {
  // Whether there is colour has been decided, for the stream that is written to.
  return terminal.hasColour ? styleText(colour, text, { validateStream: false }) : text;
}

/** Controls (C0, DEL and C1), bidirectional controls, and the separators that some programs take for line ends. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A text on one line that can't steer the terminal: names come from bookmakers, who might put anything in them. */
export function printable(text: string): string {
  return text
    .replaceAll(/\s+/g, blanks => (/[\n\u2028\u2029]/.test(blanks) ? ' ' : blanks.replaceAll('\t', ' ')))
    .replaceAll(STEERING, '\uFFFD');
}

/** The same of a text that has lines of its own. */
export function printableLines(text: string): string {
  return text.replaceAll(STEERING, char => (char === '\n' || char === '\t' ? char : '\uFFFD'));
}

/** The same of JSON, which stays exact: what would steer stands in its strings only, where it can be written as \uXXXX. */
export function printableJson(json: string): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replaceAll(STEERING, char => (char === '\n' ? char : escaped(char)));
}
