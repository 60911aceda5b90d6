import { invalid } from '../input/validate.js';
import { type OutcomeMapping, SEED, SEED_SOURCES } from '../model/index.js';
import { columnOf, isPortableField, type PortableField } from './portable-mapping.js';

/** Fields that belong to a row of one database: they are accepted and ignored. */
const ROW_FIELDS = ['id', 'createdAt', 'updatedAt', 'createdBy'] as const;
export type RowField = (typeof ROW_FIELDS)[number];

/** The keys of an outcome as stored in the table. The keys that outcome ids had in rows of an older release are read separately. */
const STORED_OUTCOME_KEYS: Readonly<Record<string, keyof OutcomeMapping>> = {
  canonical_id: 'canonicalId',
  betpawa_name: 'betpawaName',
  sportybet_desc: 'sportybetDesc',
  bet9ja_suffix: 'bet9jaSuffix',
};

type Fields = Readonly<Record<string, unknown>>;

/** The field that a key or a column name means: our own name, or that of the table's column. */
export function fieldOfKey(key: string): PortableField | RowField | null {
  const name = key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return isPortableField(name) ? name : (ROW_FIELDS.find(field => field === name) ?? null);
}

/**
 * Reads the fields of one imported mapping by our names. It can be a mapping, a row of `user_market_mappings` or of a backup, or the
 * audit log's entry of a deletion, so that a deleted mapping can be restored. The fields are checked elsewhere.
 *
 * @throws `VALIDATION` if it is none of these, or contains a field twice.
 */
export function readImported(given: unknown): Fields {
  if (!isFields(given)) throw invalid('', 'must be a mapping');
  const mapping = mappingOf(given);
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(mapping)) {
    const field = fieldOfKey(key) ?? key;
    if (value === undefined || ROW_FIELDS.some(name => name === field)) continue;
    if (Object.hasOwn(read, field)) throw invalid(key, `is given twice, once as ${field}`);
    read[field] = key === field ? value : fromColumn(field, value);
  }
  if (Array.isArray(read.outcomeMapping)) read.outcomeMapping = read.outcomeMapping.map(readOutcome);
  return read;
}

/** The old row in an entry of the audit log, which is what a deletion removed. */
function mappingOf(given: Fields): Fields {
  const { action, oldValue, old_value = oldValue } = given;
  if (action === undefined || old_value === undefined) return given;
  if (action !== 'DELETE' || !isFields(old_value)) {
    throw invalid('action', 'must be DELETE: for any other entry of the audit log, pass its oldValue or newValue');
  }
  return old_value;
}

/** Another service may have stored a blank instead of null. */
function fromColumn(field: string, value: unknown): unknown {
  const isBlank = typeof value === 'string' && value.trim() === '';
  return isBlank && isPortableField(field) && columnOf(field).isNullable ? null : value;
}

/** An outcome by our names. Stored ones can lack a position, which is then their index. */
function readOutcome(outcome: unknown, index: number): unknown {
  if (!isFields(outcome) || !Object.hasOwn(outcome, 'canonical_id')) return outcome;
  const former = SEED_SOURCES.flatMap(source => {
    const key = SEED[source].formerOutcomeIdKey;
    const id = key === null ? undefined : outcome[key];
    return typeof id === 'string' ? [{ key, source, id }] : [];
  });
  const formerKeys = new Set<string | null>(SEED_SOURCES.map(source => SEED[source].formerOutcomeIdKey));
  const entries = Object.entries(outcome).filter(([key, value]) => value !== null && !formerKeys.has(key));
  const read = Object.fromEntries(entries.map(([key, value]) => [outcomeKey(key), value]));
  if (former.length === 0) return { position: index, ...read };
  const formerIds = Object.fromEntries(former.map(({ source, id }) => [source, id]));
  return { position: index, ...read, ids: isFields(read.ids) ? { ...formerIds, ...read.ids } : formerIds };
}

function outcomeKey(key: string): string {
  return Object.hasOwn(STORED_OUTCOME_KEYS, key) ? (STORED_OUTCOME_KEYS[key] ?? key) : key;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
