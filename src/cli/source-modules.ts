import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  defineSource,
  isMarketMappingError,
  KNOWN_SOURCES,
  type SourceDefinition,
  type SourceOptions,
} from 'market-mapping';
import { FileError } from './explain-error.js';

/** The bookmakers that `--source-module` files define: each export of a module that is what defineSource returns. */
export async function loadSourceModules(files: readonly string[]): Promise<SourceDefinition[]> {
  const sources: SourceDefinition[] = [];
  for (const file of files) {
    const defined = await loadSources(file);
    for (const each of defined) checkId(file, each, sources);
    sources.push(...defined);
  }
  return sources;
}

async function loadSources(file: string): Promise<SourceDefinition[]> {
  const exported = await loadModule(file);
  // A module of CommonJS has its exports in the default export, and some have a list.
  const ofDefault = exported.default instanceof Object ? Object.values(exported.default) : [];
  const values = [...Object.values(exported), ...ofDefault].flat();
  const found = [...new Set(values)].filter(isDefinition);
  if (found.length === 0) {
    throw new FileError(`${file} defines no bookmaker: it has to export what defineSource returns`);
  }
  return found.map(value => toSource(file, value));
}

/** Whether a value has what defineSource puts into what it returns: of another copy of the package, too. */
function isDefinition(value: unknown): value is SourceOptions {
  return typeof value === 'object' && value !== null && 'id' in value && 'parameter' in value && 'parseEvents' in value;
}

async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    throw new FileError(`${file} can't be loaded as a module (${error instanceof Error ? error.message : error})`);
  }
}

function toSource(file: string, value: SourceOptions): SourceDefinition {
  try {
    // What this copy of the package defined comes back as it is; what another one did is checked.
    return defineSource(value);
  } catch (error) {
    if (!isMarketMappingError(error)) throw error;
    throw new FileError(`${file} exports what defineSource does not take: ${error.message}`);
  }
}

function checkId(file: string, { id }: SourceDefinition, others: readonly SourceDefinition[]): void {
  if (KNOWN_SOURCES.some(known => known === id)) {
    throw new FileError(`${file} defines "${id}", which the package knows already: choose another id`);
  }
  if (others.some(other => other.id === id))
    throw new FileError(`${file} defines "${id}", which another module defines`);
}
