import { invalid } from '../input/validate.js';
import { isSource } from '../model/source.js';
import type { RegisteredSource, SourceDefinition, SourceOptions } from './source-definition.js';

/** The beginning of it: see the next commit. */
export function defineSource(options: SourceOptions | SourceDefinition, root = 'source'): RegisteredSource {
  if (!isSource(options.id)) throw invalid(`${root}.id`, 'must be the id of a source');
  return {
    id: options.id,
    label: options.label ?? options.id,
    parameter: options.parameter ?? 'specifier',
    side: options.side ?? 'home',
    unit: options.unit ?? 1,
    feed: options.feed ?? null,
    idsPerSport: options.idsPerSport ?? false,
    parseEvent: null,
    parseEvents: null,
  };
}
