import type { MappingFormat } from 'market-mapping';
import { oneOf } from './options.js';

export const format = oneOf<MappingFormat>(['json', 'csv']);

/** The form of a file: what was asked for, else what its name says, else JSON. */
export function formatOf(file: string | undefined, asked: MappingFormat | undefined): MappingFormat {
  return asked ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'json');
}
