import {
  type LineConvention,
  type MarketMapping,
  type NewMapping,
  type OutcomeMapping,
  outcomeIdOf,
  outcomeNameOf,
  SEED,
  SEED_SOURCES,
  type Source,
  seedFieldsOf,
  sourceIdsOf,
} from '../model/index.js';
import { KNOWN_SOURCES } from '../sources/registry.js';

/** The fields of a mapping that people fill in; a mapping to create, or one there is as it would be after the change. */
export type MappingDraft = NewMapping;

/** The fields of a mapping there is, for its form. */
export function toDraft(mapping: MarketMapping): MappingDraft {
  const { id: _, isActive, createdAt, updatedAt, createdBy, ...draft } = mapping;
  return draft;
}

/** The bookmakers that have anything to do with a mapping: those of its ids, then those of its outcomes alone. */
export function sourcesOf(draft: MappingDraft): Source[] {
  const withIds = sourceIdsOf(draft).map(({ source }) => source);
  const named = draft.outcomeMapping.flatMap(outcome => [
    ...SEED_SOURCES.filter(source => outcomeNameOf(outcome, source) !== null),
    ...Object.keys(outcome.names ?? {}),
    ...Object.keys(outcome.ids ?? {}),
  ]);
  return [...new Set([...withIds, ...named])];
}

/** Every bookmaker that the form has a field for: those the package knows, and further ones that the mapping has. */
export function offeredSources(draft: MappingDraft): Source[] {
  return [...new Set<Source>([...KNOWN_SOURCES, ...sourcesOf(draft)])];
}

const FREE_ROWS = 3;

/** What a form has: `id.msport`, `o.0.name.bet9ja`. Brackets would make objects of it in the parsers of some hosts. */
export const FIELDS = {
  id: (source: Source) => `id.${source}`,
  line: (source: Source, part: keyof LineConvention) => `line.${source}.${part}`,
  outcome: (at: number, part: string) => `o.${at}.${part}`,
} as const;

/** The outcomes of a form, and some empty rows for more. */
export function outcomeRows({ outcomeMapping }: MappingDraft): (OutcomeMapping | null)[] {
  return [...outcomeMapping, ...Array.from({ length: FREE_ROWS }, () => null)];
}

/** The mapping that a form describes. Nothing of it has been checked: the operation that gets it does that, and names the field. */
export function readDraft(form: URLSearchParams): MappingDraft {
  const text = (name: string) => (form.get(name) ?? '').trim();
  const ids = readIds(form);
  const conventions = readConventions(form);
  return {
    canonicalId: text('canonicalId'),
    name: text('name'),
    ...Object.fromEntries(SEED_SOURCES.map(source => [SEED[source].idField, ids.get(source) ?? null])),
    sourceIds: Object.fromEntries([...ids].filter(([source]) => seedFieldsOf(source) === undefined)),
    sport: (text('sport') || null) as MappingDraft['sport'],
    priority: text('priority') === '' ? 0 : Number(text('priority')),
    lineKind: (text('lineKind') || null) as MappingDraft['lineKind'],
    lineConventions: Object.keys(conventions).length === 0 ? null : conventions,
    outcomeMapping: readOutcomes(form),
  };
}

function readIds(form: URLSearchParams): Map<Source, string> {
  const ids = new Map<Source, string>();
  for (const [name, value] of form) {
    if (name.startsWith('id.') && value.trim() !== '') ids.set(name.slice(3), value.trim());
  }
  const [source, id] = [(form.get('otherSource') ?? '').trim(), (form.get('otherId') ?? '').trim()];
  if (source !== '' || id !== '') ids.set(source, id);
  return ids;
}

function readConventions(form: URLSearchParams): Record<string, LineConvention> {
  const conventions: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of form) {
    const [, source, part] = /^line\.([^.]+)\.(side|unit|fixed|where)$/.exec(name) ?? [];
    if (source === undefined || part === undefined || value.trim() === '') continue;
    conventions[source] = { ...conventions[source], [part]: part === 'unit' ? Number(value) : value.trim() };
  }
  return conventions;
}

function readOutcomes(form: URLSearchParams): OutcomeMapping[] {
  const rows = new Map<number, Map<string, string>>();
  for (const [name, value] of form) {
    const [, at, part] = /^o\.(\d{1,4})\.(.+)$/.exec(name) ?? [];
    if (at === undefined || part === undefined) continue;
    const row = rows.get(Number(at)) ?? new Map<string, string>();
    rows.set(Number(at), row.set(part, value));
  }
  const filled = [...rows].sort(([a], [b]) => a - b).filter(([, row]) => isFilled(row));
  return filled.map(([, row], index) => toOutcome(row, index));
}

/** A row that is to be removed, or in which nobody has written anything. */
function isFilled(row: ReadonlyMap<string, string>): boolean {
  if (row.get('remove') === 'yes') return false;
  return [...row].some(([part, value]) => part !== 'position' && value.trim() !== '');
}

function toOutcome(row: ReadonlyMap<string, string>, index: number): OutcomeMapping {
  const text = (part: string) => {
    const value = row.get(part) ?? '';
    return value.trim() === '' ? null : value;
  };
  const position = text('position');
  const outcome: OutcomeMapping = {
    canonicalId: text('canonicalId')?.trim() ?? '',
    betpawaName: text('name.betpawa'),
    sportybetDesc: text('name.sportybet'),
    bet9jaSuffix: text('name.bet9ja'),
    position: position === null ? index : Number(position),
  };
  const names = bySource(row, 'name.', source => seedFieldsOf(source) === undefined);
  const ids = bySource(row, 'id.', () => true);
  if (names) outcome.names = names;
  if (ids) outcome.ids = ids;
  return outcome;
}

function bySource(
  row: ReadonlyMap<string, string>,
  prefix: string,
  isWanted: (source: Source) => boolean,
): Record<string, string> | null {
  const found = [...row].flatMap(([part, value]) => {
    const source = part.slice(prefix.length);
    return part.startsWith(prefix) && isWanted(source) && value.trim() !== '' ? [[source, value] as const] : [];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** What a cell of the grid shows. */
export function outcomeCell(outcome: OutcomeMapping | null, part: 'name' | 'id', source: Source): string {
  if (outcome === null) return '';
  return (part === 'name' ? outcomeNameOf(outcome, source) : outcomeIdOf(outcome, source)) ?? '';
}
