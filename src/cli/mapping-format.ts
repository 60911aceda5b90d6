import type { MappingFormat } from 'market-mapping';
import { oneOf } from './options.js';

export const format = oneOf<MappingFormat>(['json', 'csv']);

/** The format of a file: as requested, else by its name, else JSON. */
export function formatOf(file: string | undefined, asked: MappingFormat | undefined): MappingFormat {
  return asked ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'json');
}
