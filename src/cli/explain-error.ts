import { isMarketMappingError, type MarketMappingError } from 'market-mapping';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js';

/** The command line is wrong in a way that the parser can't detect. */
export class UsageError extends Error {}

/** A file or a stream that can't be used. */
export class FileError extends Error {}

/** One line for people and a code for scripts, whatever went wrong. Never a stack trace. */
export function explainError(error: unknown): { line: string; exitCode: ExitCode } {
  if (error instanceof UsageError) return { line: `USAGE: ${oneLine(error.message)}`, exitCode: EXIT.usage };
  if (error instanceof FileError) return { line: `FILE: ${oneLine(error.message)}`, exitCode: EXIT.refused };
  if (isMarketMappingError(error)) {
    return { line: `${error.code}: ${oneLine(adviceFor(error))}`, exitCode: exitCodeOf(error.code) };
  }
  return { line: `FAULT: ${oneLine(reasonOf(error))}`, exitCode: EXIT.fault };
}

/** The library's messages name functions; here the next step is a command. */
function adviceFor(error: MarketMappingError): string {
  const { message } = error;
  switch (error.code) {
    case 'SCHEMA_MISSING':
      return `${beforeAdvice(message)}: run "market-mapping migrate" first.`;
    case 'MAPPING_EXISTS':
      return `${beforeAdvice(message)}: change it with "mappings edit", or choose another id.`;
    case 'MAPPING_NOT_FOUND':
      return `${beforeAdvice(message)}: "mappings list" shows the existing ones.`;
    case 'UNMAPPED_MARKET_NOT_FOUND':
      return `${beforeAdvice(message)}: "unmapped list" shows the existing ones.`;
    case 'STALE_MAPPING':
      return `${beforeAdvice(message)}: look at it with "mappings show" and decide again.`;
    case 'MAPPING_CONFLICT':
      return message.replace('import with allowConflicts', 'import with --allow-conflicts');
    case 'DATABASE':
      return `${message}${message.endsWith(': ') || message.endsWith(':') ? ` ${reasonOf(error.cause)}` : ''}`;
    default:
      return message;
  }
}

function beforeAdvice(message: string): string {
  const end = message.lastIndexOf(': ');
  return end === -1 ? message : message.slice(0, end);
}

/** If a host has several addresses, Node reports one error for each and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
