import type { NewMapping, OutcomeMapping, UnmappedMarket } from 'market-mapping';

const ID_FIELD = { betpawa: 'betpawaId', sportybet: 'sportybetId', bet9ja: 'bet9jaKey' } as const;
const OUTCOME_ID_FIELD = { betpawa: 'betpawaOutcomeId', sportybet: 'sportybetOutcomeId', bet9ja: null } as const;
const NAME_FIELD = { betpawa: 'betpawaName', sportybet: 'sportybetDesc', bet9ja: 'bet9jaSuffix' } as const;

/** A mapping to begin with, from what scrapers saw of a market: a person is to look at it before it is used. */
export function draftMapping(market: UnmappedMarket): NewMapping {
  const { source, externalMarketId, marketName, sampleOutcomes } = market;
  const name = marketName ?? externalMarketId;
  // A Bet9ja market is mapped by its key, whatever line it was seen with.
  const id = source === 'bet9ja' ? externalMarketId.replace(/@.*$/, '') : externalMarketId;
  const sample: unknown[] = Array.isArray(sampleOutcomes) ? sampleOutcomes : [];
  const used = new Set<string>();
  return {
    canonicalId: identifierOf(name),
    name,
    [ID_FIELD[source]]: id,
    outcomeMapping: sample.flatMap((item, position): OutcomeMapping[] => {
      const name = nameOf(item);
      if (name === null || used.has(identifierOf(name))) return [];
      used.add(identifierOf(name));
      const names = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null, [NAME_FIELD[source]]: name };
      const idField = OUTCOME_ID_FIELD[source];
      const id = idOf(item);
      return [{ canonicalId: identifierOf(name), ...names, position, ...(idField && id ? { [idField]: id } : {}) }];
    }),
  };
}

function nameOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { desc, name = desc } = item as Readonly<Record<string, unknown>>;
  return typeof name === 'string' && name.trim() !== '' ? name : null;
}

/** The source's own id, which holds where a name has the line in it ("Over 2.5"). */
function idOf(item: unknown): string | null {
  const { id } = item as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && id.trim() !== '' ? id : null;
}

function identifierOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
  return plain.slice(0, 100) || 'market';
}
