import { type Colour, paint, printable, printableJson, printableLines, type Terminal, terminalOf } from './terminal.js';

/** A part of a line that is shown in a colour, where the terminal has any. */
export interface Coloured {
  readonly colour: Colour;
  readonly text: string;
}

export function coloured(colour: Colour, text: string): Coloured {
  return { colour, text };
}

/**
 * The one way to a terminal or a pipe. Names, ids, notes and messages come from outside, so whatever is written here is made
 * harmless here, whoever passes it: a colour can't be part of a text, only said of one.
 */
export class Output {
  readonly terminal: Terminal;
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.terminal = terminalOf(stream, process.env);
  }

  line(...parts: readonly (string | Coloured)[]): void {
    const shown = parts.map(part =>
      typeof part === 'string' ? printable(part) : paint(this.terminal, part.colour, printable(part.text)),
    );
    this.#stream.write(`${shown.join('')}\n`);
  }

  /** A text of many lines, as it is otherwise. */
  lines(text: string): void {
    this.#stream.write(printableLines(text));
  }

  json(value: unknown): void {
    this.#stream.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
  }
}

/** What was asked for. */
export const answers: Output = new Output(process.stdout);
/** What is said beside it, which a pipe does not get. */
export const notes: Output = new Output(process.stderr);
