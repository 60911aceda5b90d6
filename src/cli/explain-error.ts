import { isMarketMappingError, type MarketMappingError } from 'market-mapping';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js';

/** The command line was wrong in a way that the parser can't see. */
export class UsageError extends Error {}

/** A file or a stream that can't be used. */
export class FileError extends Error {}

/** One line for people and a code for scripts, whatever went wrong; never a stack. */
export function explainError(error: unknown): { line: string; exitCode: ExitCode } {
  if (error instanceof UsageError) return { line: `USAGE: ${oneLine(error.message)}`, exitCode: EXIT.usage };
  if (error instanceof FileError) return { line: `FILE: ${oneLine(error.message)}`, exitCode: EXIT.refused };
  if (isMarketMappingError(error)) {
    return { line: `${error.code}: ${oneLine(adviceFor(error))}`, exitCode: exitCodeOf(error.code) };
  }
  return { line: `FAULT: ${oneLine(reasonOf(error))}`, exitCode: EXIT.fault };
}

/** The library's messages name its functions; here the next step is a command. */
function adviceFor(error: MarketMappingError): string {
  const { message } = error;
  switch (error.code) {
    case 'SCHEMA_MISSING':
      return `${beforeAdvice(message)}: run "market-mapping migrate" first.`;
    case 'MAPPING_EXISTS':
      return `${beforeAdvice(message)}: change it with "mappings edit", or choose another id.`;
    case 'MAPPING_NOT_FOUND':
      return `${beforeAdvice(message)}: "mappings list" shows those there are.`;
    case 'UNMAPPED_MARKET_NOT_FOUND':
      return `${beforeAdvice(message)}: "unmapped list" shows those there are.`;
    case 'STALE_MAPPING':
      return `${beforeAdvice(message)}: look at it with "mappings show" and decide again.`;
    case 'MAPPING_CONFLICT':
      return message.replace('allow it by { allowShared: true }', 'allow it by --allow-shared');
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

/** Where a host has several addresses, Node tells one error for each and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
