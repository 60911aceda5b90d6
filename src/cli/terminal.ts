/** Where the command writes, and what can be shown there. */
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

const COLOURS = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

export type Colour = keyof typeof COLOURS;

/** A text in a colour, if the terminal has any. */
export function paint(terminal: Terminal, colour: Colour, text: string): string {
  const [on, off] = COLOURS[colour];
  return terminal.hasColour ? `\u001B[${on}m${text}\u001B[${off}m` : text;
}

/** A text on one line that can't control the terminal. Names come from bookmakers and might contain anything. */
export function printable(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD');
}
