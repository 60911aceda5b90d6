import { invalid } from '../../input/validate.js';
import type { LineConventions, LineKind, OutcomeMapping } from '../../model/index.js';
import type { Claimant } from '../../rules/conflicts.js';

/** An outcome as lint takes it; a name that is left out is null. */
export type LintableOutcome = Readonly<Pick<OutcomeMapping, 'canonicalId'> & Partial<OutcomeMapping>>;

/**
 * A mapping as lint takes it: what `listMappings`, `exportMappings` or `parseMappings` returned, or a base mapping. What is left out
 * counts as null, and a mapping without `isActive` as active. It need not be valid: lint is for mappings that are not.
 */
export interface LintableMapping {
  readonly canonicalId: string;
  readonly name?: string;
  readonly betpawaId?: string | null;
  readonly sportybetId?: string | null;
  readonly bet9jaKey?: string | null;
  readonly sourceIds?: Readonly<Record<string, string | null>> | null;
  readonly outcomeMapping?: readonly LintableOutcome[];
  readonly priority?: number;
  readonly isActive?: boolean;
  readonly sport?: string | null;
  readonly lineKind?: LineKind | null;
  readonly lineConventions?: LineConventions | null;
  readonly id?: number | null;
  readonly createdAt?: Date;
}

/** A mapping with every field that the rules of lint look at. */
export interface LintedMapping extends Claimant {
  readonly id: number | null;
  readonly name: string;
  readonly betpawaId: string | null;
  readonly sportybetId: string | null;
  readonly bet9jaKey: string | null;
  readonly sourceIds: Readonly<Record<string, string>>;
  readonly outcomeMapping: readonly OutcomeMapping[];
  readonly isActive: boolean;
  readonly lineKind: LineKind | null;
  readonly lineConventions: LineConventions | null;
  readonly createdAt: Date | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads one mapping, by our names or by those of the table's columns. */
export function toLintedMapping(given: unknown, at: number): LintedMapping {
  const fields = isFields(given) ? camelCased(given) : {};
  const { canonicalId, name, createdAt } = fields;
  if (typeof canonicalId !== 'string') {
    throw invalid(
      `mappings[${at}]`,
      'must be a mapping with a canonicalId, as listMappings or parseMappings returns it',
    );
  }
  return {
    id: typeof fields.id === 'number' ? fields.id : null,
    canonicalId,
    name: typeof name === 'string' ? name : canonicalId,
    betpawaId: idOrNull(fields.betpawaId),
    sportybetId: idOrNull(fields.sportybetId),
    bet9jaKey: idOrNull(fields.bet9jaKey),
    sourceIds: texts(fields.sourceIds),
    outcomeMapping: Array.isArray(fields.outcomeMapping) ? fields.outcomeMapping.flatMap(toOutcome) : [],
    priority: typeof fields.priority === 'number' ? fields.priority : 0,
    isActive: fields.isActive !== false,
    sport: textOrNull(fields.sport),
    // The rules ask what a kind or a convention says, and are not misled by one that is none.
    lineKind: (textOrNull(fields.lineKind) as LineKind | null) ?? null,
    lineConventions: isFields(fields.lineConventions) ? (fields.lineConventions as LineConventions) : null,
    createdAt: createdAt instanceof Date ? createdAt : typeof createdAt === 'string' ? new Date(createdAt) : null,
  };
}

function toOutcome(given: unknown, position: number): OutcomeMapping[] {
  const fields = isFields(given) ? camelCased(given) : {};
  const { canonicalId, betpawaOutcomeId, sportybetOutcomeId } = fields;
  if (typeof canonicalId !== 'string') return [];
  const names = texts(fields.names);
  const ids = {
    ...texts({ betpawa: betpawaOutcomeId, sportybet: sportybetOutcomeId }),
    ...texts(fields.ids),
  };
  return [
    {
      canonicalId,
      betpawaName: textOrNull(fields.betpawaName),
      sportybetDesc: textOrNull(fields.sportybetDesc),
      bet9jaSuffix: textOrNull(fields.bet9jaSuffix),
      position: typeof fields.position === 'number' ? fields.position : position,
      ...(Object.keys(names).length === 0 ? {} : { names }),
      ...(Object.keys(ids).length === 0 ? {} : { ids }),
    },
  ];
}

function camelCased(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (!isFields(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A blank id that another service stored is none. */
function idOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
