import {
  CountMismatchError,
  DatabaseError,
  IgnoreRuleNotFoundError,
  isMarketMappingError,
  MappingConflictError,
  MappingExistsError,
  MappingNotFoundError,
  type MarketMappingError,
  SchemaMissingError,
  StaleMappingError,
  UnmappedMarketNotFoundError,
} from 'market-mapping';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js';

/** The command line is wrong in a way that the parser can't detect. */
export class UsageError extends Error {}

/** A file or a stream that can't be used. */
export class FileError extends Error {}

/** Something that was asked for by its name is not there. */
export class NotFoundError extends Error {}

/** What to say for people with a code for scripts, whatever went wrong; never a stack. */
export function explainError(error: unknown): { line: string; exitCode: ExitCode } {
  if (error instanceof UsageError) return { line: `USAGE: ${error.message}`, exitCode: EXIT.usage };
  if (error instanceof NotFoundError)
    return { line: `UNMAPPED_MARKET_NOT_FOUND: ${error.message}`, exitCode: EXIT.refused };
  if (error instanceof FileError) return { line: `FILE: ${error.message}`, exitCode: EXIT.refused };
  if (isMarketMappingError(error)) {
    return { line: `${error.code}: ${adviceFor(error)}`, exitCode: exitCodeOf(error.code) };
  }
  return { line: `FAULT: ${reasonOf(error)}`, exitCode: EXIT.fault };
}

/** The library's messages name its functions; here the next step is a command, so these are made of the error's facts. */
function adviceFor(error: MarketMappingError): string {
  if (error instanceof SchemaMissingError) {
    const where = error.schema === 'public' ? '' : 'with the same --schema, ';
    return `A table or column of market-mapping is missing in schema "${error.schema}": ${where}run "market-mapping migrate" first.`;
  }
  if (error instanceof MappingExistsError) {
    return `A mapping with canonical id "${error.canonicalId}" exists already: change it with "mappings edit", or choose another id.`;
  }
  if (error instanceof MappingNotFoundError) {
    return `There is no mapping with canonical id "${error.canonicalId}": "mappings list" shows those there are.`;
  }
  if (error instanceof UnmappedMarketNotFoundError) {
    return `There is no unmapped market with id ${error.id}: "unmapped list" shows those there are.`;
  }
  if (error instanceof CountMismatchError) {
    return `${error.expected} unmapped markets were to be changed, but it would be ${error.actual}; nothing was written. Look at them with "unmapped list".`;
  }
  if (error instanceof IgnoreRuleNotFoundError) {
    return `There is no ignore rule with id ${error.id}: "ignore-rules list" shows those there are.`;
  }
  if (error instanceof StaleMappingError) {
    const { canonicalId, actualUpdatedAt, expectedUpdatedAt } = error;
    return (
      `Mapping "${canonicalId}" was changed at ${actualUpdatedAt.toISOString()}, after the expected ` +
      `${expectedUpdatedAt.toISOString()}: look at it with "mappings show" and decide again.`
    );
  }
  if (error instanceof MappingConflictError) {
    return error.message.replace('{ allowShared: true }', '--allow-shared');
  }
  // Where a host has several addresses, Node tells one error for each and no message of its own.
  if (error instanceof DatabaseError && /: ?$/.test(error.message)) {
    return `${error.message.trimEnd()} ${reasonOf(error.cause)}`;
  }
  return error.message;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
