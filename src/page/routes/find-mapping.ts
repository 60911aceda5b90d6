import { getMapping } from '../../mappings/get-mapping.js';
import { MappingNotFoundError } from '../../model/errors.js';
import type { MarketMapping } from '../../model/index.js';
import { notFound } from '../page-fault.js';
import type { Visit } from '../visit.js';

/** The mapping that an address or a form names; a 404 where there is none. */
export async function findMapping(
  { db, settings }: Visit,
  from: URLSearchParams,
  field: string,
): Promise<MarketMapping> {
  const canonicalId = from.get(field) ?? '';
  if (canonicalId === '') throw notFound();
  const mapping = await getMapping(db, canonicalId, settings.inSchema);
  if (!mapping) throw new MappingNotFoundError(canonicalId);
  return mapping;
}
