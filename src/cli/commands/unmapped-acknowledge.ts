import type { AddCommand } from '../program.js';
import { addSetStatus } from '../set-status.js';

export const addUnmappedAcknowledge: AddCommand = program => {
  addSetStatus(program, 'acknowledge', 'Set unmapped markets to ACKNOWLEDGED: somebody has seen them', 'ACKNOWLEDGED');
};
