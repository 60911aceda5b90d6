/** Where the command writes, and what that can show. */
export interface Terminal {
  /** How many columns a line may have; infinite where no terminal reads it. */
  readonly width: number;
  readonly hasColour: boolean;
}

/** What a stream can show. `COLUMNS` also fits a table for a pipe; `NO_COLOR` takes the colour from a terminal. */
export function terminalOf(
  stream: { isTTY?: boolean; columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isTerminal = stream.isTTY === true;
  const given = Number(env.COLUMNS);
  const width = Number.isInteger(given) && given > 0 ? given : isTerminal ? (stream.columns ?? 80) : Infinity;
  return { width, hasColour: isTerminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb' };
}

const COLOURS = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

export type Colour = keyof typeof COLOURS;

/** A text in a colour, where the terminal has any. */
export function paint(terminal: Terminal, colour: Colour, text: string): string {
  const [on, off] = COLOURS[colour];
  return terminal.hasColour ? `\u001B[${on}m${text}\u001B[${off}m` : text;
}

/** A text on one line that can't steer the terminal: names come from bookmakers, who might put anything in them. */
export function printable(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD');
}
