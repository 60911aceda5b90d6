import type { MappingPatch, OutcomeMapping, Source } from '../../model/index.js';
import { outcomeIdOf, outcomeNameOf, SEED_SOURCES, seedFieldsOf } from '../../model/index.js';
import type { LintedMapping } from './linted-mapping.js';

/** Every source at which an outcome has a name or an id. */
export function sourcesOf({ betpawaName, sportybetDesc, bet9jaSuffix, names, ids }: OutcomeMapping): Source[] {
  const seed = { betpawa: betpawaName, sportybet: sportybetDesc, bet9ja: bet9jaSuffix };
  const named = SEED_SOURCES.filter(source => isText(seed[source as keyof typeof seed]));
  return [...new Set<Source>([...named, ...Object.keys(names ?? {}), ...Object.keys(ids ?? {})])];
}

/** Every name of an outcome with its source. */
export function namesOf(outcome: OutcomeMapping): { source: Source; name: string }[] {
  return sourcesOf(outcome).flatMap(source => {
    const name = outcomeNameOf(outcome, source);
    return isText(name) ? [{ source, name }] : [];
  });
}

/** Whether an outcome can be recognised at a source. */
export function isKnownAt(outcome: OutcomeMapping, source: Source): boolean {
  return isText(outcomeNameOf(outcome, source)) || outcomeIdOf(outcome, source) !== null;
}

/** An outcome with another name at a source; null takes the name away. */
export function withName(outcome: OutcomeMapping, source: Source, name: string | null): OutcomeMapping {
  const fields = seedFieldsOf(source);
  if (fields) return { ...outcome, [fields.nameField]: name };
  const { [source]: _, ...others } = outcome.names ?? {};
  return withTexts(outcome, 'names', name === null ? others : { ...others, [source]: name });
}

/** An outcome without a source's id of it. */
export function withoutId(outcome: OutcomeMapping, source: Source): OutcomeMapping {
  const { [source]: _, ...others } = outcome.ids ?? {};
  return withTexts(outcome, 'ids', others);
}

function withTexts(
  outcome: OutcomeMapping,
  key: 'names' | 'ids',
  texts: Readonly<Record<string, string>>,
): OutcomeMapping {
  const { [key]: _, ...rest } = outcome;
  return Object.keys(texts).length === 0 ? rest : { ...rest, [key]: texts };
}

/** A patch that changes some outcomes of a mapping and leaves out those that become null. */
export function changeOutcomes(
  { outcomeMapping }: LintedMapping,
  change: (outcome: OutcomeMapping, at: number) => OutcomeMapping | null,
): MappingPatch {
  return { outcomeMapping: outcomeMapping.flatMap((outcome, at) => change(outcome, at) ?? []) };
}

/** A patch that sets a mapping's id at a source, or takes it away. */
export function setSourceId(source: Source, id: string | null): MappingPatch {
  const fields = seedFieldsOf(source);
  return fields ? { [fields.idField]: id } : { sourceIds: { [source]: id } };
}

function isText(name: string | null | undefined): name is string {
  return typeof name === 'string' && name.trim() !== '';
}
