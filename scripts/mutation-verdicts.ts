/** Why a change may survive. */
export const REASONS = {
  same: 'the same to every caller',
  types: 'asked for by the compiler alone',
  text: 'a text for people',
  time: 'time or memory only',
  server: 'SQL, held by a test on a server',
} as const;

type Verdict = readonly [code: string, reason: keyof typeof REASONS, why?: string];

/** For each file, pieces of the lines in which changes survive that somebody has looked at. */
export const MUTATION_VERDICTS: Readonly<Record<string, readonly Verdict[]>> = {};
