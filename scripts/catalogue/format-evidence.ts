import type { Source } from '../../src/index.js';
import type { Findings } from './find-evidence.js';

const LETTERS: Readonly<Record<string, string>> = {
  betpawa: 'p',
  sportybet: 's',
  bet9ja: 'b',
  msport: 'm',
  betway: 'w',
  betika: 'k',
  sportpesa: 'e',
};

function letterOf(source: Source): string {
  const letter = LETTERS[source];
  if (letter === undefined) throw new Error(`${source} has no letter in the table of evidence`);
  return letter;
}

/** The table of evidence as a module. */
export function formatEvidence({ evidence }: Findings): string {
  const lines = [...evidence].map(([canonicalId, bySource]) => {
    const parts = [...bySource]
      .map(([source, { evidence: kind, books, prices, largestDifference }]) => {
        const compared =
          largestDifference === null ? '' : ` ${books.map(letterOf).join('')} ${prices} ${largestDifference}`;
        return `${letterOf(source)} ${kind}${compared}`;
      })
      .join(';');
    return `${/^[a-z_$][\w$]*$/i.test(canonicalId) ? canonicalId : `'${canonicalId}'`}: '${parts}',`;
  });
  return [
    '// Written by scripts/build-catalogue.ts from captured payloads.',
    '',
    '/** By canonical id: each bookmaker, what speaks for its id, and where prices do, with whom, how many and how far apart. */',
    'export const EVIDENCE: Readonly<Record<string, string>> = {',
    ...lines.map(line => `  ${line}`),
    '};',
    '',
  ].join('\n');
}
