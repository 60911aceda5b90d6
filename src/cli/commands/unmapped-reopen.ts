import type { AddCommand } from '../program.js';
import { addSetStatus } from '../set-status.js';

export const addUnmappedReopen: AddCommand = program => {
  addSetStatus(program, 'reopen', 'Set unmapped markets to NEW again', 'NEW');
};
