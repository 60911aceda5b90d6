import type { UnmappedMarket } from 'market-mapping';
import type { Context } from './context.js';
import { displayValue } from './display-value.js';

/** More columns than this are no table that anybody reads. */
const MAX_COLUMNS = 8;

/** One market of the log, with its sample outcomes as a table where they are a list of objects. */
export function printUnmapped(context: Context, market: UnmappedMarket): void {
  const { sampleOutcomes, missingOutcomes, sightingsByDay, ...fields } = market;
  const sample = asObjects(sampleOutcomes);
  context.fields({
    ...fields,
    ...(missingOutcomes ? { missingOutcomes: missingOutcomes.map(({ name }) => name).join(', ') } : {}),
    ...(sightingsByDay
      ? { sightingsByDay: sightingsByDay.map(({ day, count }) => `${day}: ${count}`).join(', ') }
      : {}),
    ...(sample ? {} : { sampleOutcomes }),
  });
  if (!sample) return;
  const keys = [...new Set(sample.flatMap(outcome => Object.keys(outcome)))].slice(0, MAX_COLUMNS);
  context.write('');
  context.table(
    sample,
    keys.map(key => ({ title: `SAMPLE ${key.toUpperCase()}`, of: outcome => displayValue(outcome[key]) })),
  );
}

function asObjects(sample: unknown): Readonly<Record<string, unknown>>[] | null {
  if (!Array.isArray(sample) || sample.length === 0) return null;
  return sample.every(isObject) ? sample : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
