import type { AddCommand } from '../program.js';
import { addSetStatus } from '../set-status.js';

export const addUnmappedIgnore: AddCommand = program => {
  addSetStatus(program, 'ignore', 'Set unmapped markets to IGNORED: they will not be mapped', 'IGNORED');
};
