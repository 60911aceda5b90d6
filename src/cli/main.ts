#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { commands } from './commands/index.js';
import { EXIT } from './exit-code.js';
import { explainError } from './explain-error.js';
import { coloured, notes } from './output.js';
import { Program } from './program.js';

// `market-mapping … | head` closes our output before we are done. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.fault);
});
// Nobody reads our errors, but the exit code still tells.
process.stderr.on('error', () => {});

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL(import.meta.resolve('market-mapping/package.json')), 'utf8'),
);
const program = new Program(version);
for (const add of commands) add(program);
try {
  await program.run(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    const { line, exitCode } = explainError(error);
    notes.line(coloured('red', 'error'), ` ${line}`);
    process.exitCode = exitCode;
  }
}
