import type { NewMapping, OutcomeMapping, UnmappedMarket } from 'market-mapping';

/** The fields of the bookmakers that have some of their own. */
const ID_FIELD = new Map([
  ['betpawa', 'betpawaId'],
  ['sportybet', 'sportybetId'],
  ['bet9ja', 'bet9jaKey'],
]);
const NAME_FIELD = new Map([
  ['betpawa', 'betpawaName'],
  ['sportybet', 'sportybetDesc'],
  ['bet9ja', 'bet9jaSuffix'],
]);

/** A first draft of a mapping, from what scrapers saw of a market. A person should review it before it is used. */
export function draftMapping(market: UnmappedMarket): NewMapping {
  const { source, externalMarketId, marketName } = market;
  const name = marketName ?? externalMarketId;
  // A Bet9ja market is mapped by its key, whatever the line it was seen with.
  const id = source === 'bet9ja' ? externalMarketId.replace(/@.*$/, '') : externalMarketId;
  const field = ID_FIELD.get(source);
  const ids = field === undefined ? { sourceIds: { [source]: id } } : { [field]: id };
  return { canonicalId: identifierOf(name), name, ...ids, outcomeMapping: draftOutcomes(market) };
}

/** The outcomes of a draft: the bookmaker's names, and its ids if it has any. */
export function draftOutcomes({ source, sampleOutcomes }: UnmappedMarket): OutcomeMapping[] {
  const sample = (Array.isArray(sampleOutcomes) ? sampleOutcomes : []).flatMap((item: unknown) => {
    const name = nameOf(item);
    return name === null ? [] : [{ item, name }];
  });
  const bare = sample.map(({ name }) => identifierOf(name.replace(LINE, '')));
  // "Over 2.5" is "over" at every line, but "Exactly 2" and "Exactly 3" are two outcomes.
  const ids = new Set(bare).size === sample.length ? bare : sample.map(({ name }) => identifierOf(name));
  return sample.flatMap(({ item, name }, position): OutcomeMapping[] => {
    const canonicalId = ids[position] ?? '';
    if (ids.indexOf(canonicalId) !== position) return [];
    const field = NAME_FIELD.get(source);
    const own = field === undefined ? { names: { [source]: name } } : { [field]: name };
    const id = idOf(item);
    const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
    return [
      { canonicalId, ...none, ...own, position, ...(id && source !== 'bet9ja' ? { ids: { [source]: id } } : {}) },
    ];
  });
}

/** The names in a market's sample. */
export function sampleNames({ sampleOutcomes }: UnmappedMarket): string[] {
  return (Array.isArray(sampleOutcomes) ? sampleOutcomes : []).flatMap((item: unknown) => nameOf(item) ?? []);
}

/** The words that outcomes of any event are made of. */
const USUAL =
  /^(?:\d+|x|home|away|draw|none|neither|over|under|yes|no|odd|even|exactly|equal|or|and|by|to|goals?|no_goal|more|less|than|first|last|half|both|any|other|team|score|win|1x|x2|12|gg|ng)$/;

/** The ids of a draft that may be names of a team or a player: the same bet would have another id in every event. */
export function doubtfulIds(outcomes: readonly OutcomeMapping[]): string[] {
  return outcomes
    .map(({ canonicalId }) => canonicalId)
    .filter(canonicalId => !canonicalId.split('_').every(word => USUAL.test(word)));
}

/** A line at the end of a name: "Over 2.5", "Home (-1.5)", "Draw (0:1)". */
const LINE = /\s+(?:\d+(?:\.\d+)?|\([+-]?\d+(?:\.\d+)?\)|\(\d+:\d+\))$/;

function nameOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { name, desc, label } = item as Readonly<Record<string, unknown>>;
  const found = [name, desc, label].find(text => typeof text === 'string' && text.trim() !== '');
  return typeof found === 'string' ? found : null;
}

/** The source's own id, which works even if the name contains the line ("Over 2.5"). */
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
