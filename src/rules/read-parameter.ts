import { parseSpecifier } from '../sources/parse-specifier.js';
import type { RegisteredSource } from '../sources/source-definition.js';

/** A market's parameter taken apart: the parts that have a name, and the value that has none. */
export interface Parameter {
  readonly named: Readonly<Record<string, string>>;
  readonly bare: string | null;
}

/** How a source writes its parameters. */
export type ParameterGrammar = Pick<RegisteredSource, 'parameter'>;

/** Takes a parameter apart by the grammar of its source. One without `=` is bare everywhere. */
export function readParameter({ parameter: grammar }: ParameterGrammar, parameter: string | null): Parameter {
  const text = parameter?.trim() ?? '';
  if (grammar === 'specifier' && text.includes('=')) return { named: parseSpecifier(text), bare: null };
  return { named: {}, bare: text === '' ? null : text };
}

/** What tells how a market is laid out or when it was made, not which bet it is. */
export function isLayout(name: string, value: string): boolean {
  if (name === 'version' || name === 'type') return true;
  // A variant may be the bet itself (`pre:markettext:1001`, the bet to go down); of a player's bets the participant tells it.
  return name === 'variant' && (value.startsWith('sr:') || value.startsWith('pre:playerprops:'));
}
