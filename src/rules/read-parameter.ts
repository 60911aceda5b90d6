import { parseSpecifier } from '../sources/parse-specifier.js';
import type { RegisteredSource } from '../sources/source-definition.js';

/** The parts of a market's parameter: those that have a name, and the value that has none. */
export interface Parameter {
  readonly named: Readonly<Record<string, string>>;
  readonly bare: string | null;
}

/** How a source writes its parameters. */
export type ParameterGrammar = Pick<RegisteredSource, 'parameter'>;

/** Parses a parameter by the grammar of its source. A parameter without `=` is always bare. */
export function readParameter({ parameter: grammar }: ParameterGrammar, parameter: string | null): Parameter {
  const text = parameter?.trim() ?? '';
  if (grammar === 'specifier' && text.includes('=')) return { named: parseSpecifier(text), bare: null };
  return { named: {}, bare: text === '' ? null : text };
}

/** Whether a part says how a market is laid out or when it was created, and not which bet it is. */
export function isLayout(name: string, value: string): boolean {
  if (name === 'version' || name === 'type') return true;
  // A variant can be the bet itself (`pre:markettext:1001`). In a player's bets, the participant is.
  return name === 'variant' && (value.startsWith('sr:') || value.startsWith('pre:playerprops:'));
}
