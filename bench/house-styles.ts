import type { BaseMapping, ScrapedMarket } from '../src/index.js';

/** How another bookmaker might write the name of a market, and of an outcome where that differs. */
export interface HouseStyle {
  readonly title: string;
  readonly name: (name: string) => string;
  readonly outcome?: (name: string) => string;
}

type Replacement = readonly [RegExp, string];

/** What names say, as it stands in captured payloads and the catalogue, and how it is shortened elsewhere. */
const SHORT: readonly Replacement[] = [
  [/\b(?:half[ -]?time ?\/ ?full[ -]?time|halftime\/fulltime)\b/gi, 'HT/FT'],
  [/\b(?:both teams? to score|gg ?\/ ?ng|goal ?\/ ?no goal)\b/gi, 'BTTS'],
  [/\bover ?\/ ?under\b/gi, 'O/U'],
  [/\bdouble chance\b/gi, 'DC'],
  [/\bdraw no bet\b/gi, 'DNB'],
  [/\bodd ?\/ ?even\b/gi, 'O/E'],
  [/\basian handicap\b/gi, 'AH'],
  [/\bhandicap\b/gi, 'HCP'],
  [/\bcorrect score\b/gi, 'CS'],
  [/(?<!\/)\b(?:1st|first) half\b/gi, '1H'],
  [/(?<!\/|and the )\b(?:2nd|second) half\b/gi, '2H'],
  [/\bfull[ -]time\b/gi, 'FT'],
  [/\b(\d+) minutes\b/gi, "$1'"],
  [/\band\b/gi, '&'],
];

const LONG: readonly Replacement[] = [
  [/\bht ?\/ ?ft\b/gi, 'Half Time / Full Time'],
  [/\b(?:gg ?\/ ?ng|btts)\b/gi, 'Both Teams to Score'],
  [/\bo\/u\b/gi, 'Over / Under'],
  [/\bdc\b/gi, 'Double Chance'],
  [/\bdnb\b/gi, 'Draw No Bet'],
  [/\b1x2\b/gi, 'Match Result'],
  [/\b(?:1st half|1h|1ht)\b/gi, 'First Half'],
  [/\b(?:2nd half|2h|2ht)\b/gi, 'Second Half'],
  [/ ?& ?| \+ /g, ' and '],
];

const PERIOD = /\b(?:(?:1st|first|2nd|second) half|half[ -]time(?! ?\/)|full[ -]time|[12]h)\b/i;

/** Names that are of two parts of the match, told in one breath or one with each bet. */
const SEVERAL = /half[ -]?time ?\/|1st ?\/|first and|result or|[&+].*half|time ?\/ ?.*half/i;

/** Moves the part of the match, where one is told, to the end of the name or to its beginning. */
function movedPeriod(name: string): string {
  const [period] = PERIOD.exec(name) ?? [];
  if (period === undefined || SEVERAL.test(name) || PERIOD.test(name.replace(PERIOD, ''))) return name;
  const rest = name.replace(PERIOD, ' ').replace(/\s*[-:|]\s*$|^\s*[-:|]\s*/, '');
  return name.trim().toLowerCase().startsWith(period.toLowerCase())
    ? `${rest.trim()} (${period})`
    : `${period}: ${rest.trim()}`;
}

const replaced = (list: readonly Replacement[]) => (text: string) =>
  list.reduce((told, [pattern, by]) => told.replace(pattern, by), text);

const WORDS: readonly Replacement[] = [
  [/\byes\b/gi, 'Y'],
  [/\bno\b(?! goal)/gi, 'N'],
  [/\bhome\b/gi, '1'],
  [/\bdraw\b/gi, 'X'],
  [/\baway\b/gi, '2'],
];

export const HOUSE_STYLES: readonly HouseStyle[] = [
  { title: 'abbreviated', name: replaced(SHORT), outcome: replaced(WORDS) },
  { title: 'spelled out', name: replaced(LONG) },
  { title: 'the period elsewhere', name: movedPeriod },
  {
    title: 'capitals, other separators',
    name: name => name.toUpperCase().replace(/ - |: /g, ' | '),
    outcome: name => name.toUpperCase().replace(/ & /g, ' + '),
  },
];

/** The market as a bookmaker of that style would serve it. */
export function restyleMarket(market: ScrapedMarket, { name, outcome = text => text }: HouseStyle): ScrapedMarket {
  return {
    ...market,
    marketName: market.marketName === null ? null : name(market.marketName),
    outcomes: market.outcomes.map(each => ({ ...each, name: outcome(each.name) })),
  };
}

/** How another service might keep mappings. */
export interface MappingStyle {
  readonly title: string;
  readonly restyle: (mapping: BaseMapping, at: number) => BaseMapping;
}

const opaque = (mapping: BaseMapping, at: number): BaseMapping => ({
  ...mapping,
  canonicalId: `m${at + 1}`,
  outcomeMapping: mapping.outcomeMapping.map((outcome, position) => ({ ...outcome, canonicalId: `o${position + 1}` })),
});

const camel = (text: string) =>
  text.replace(/(?<=\d)_(?=\d)/g, '-').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Only the names that one bookmaker has, a different one from mapping to mapping. */
function namedOnce(mapping: BaseMapping, at: number): BaseMapping {
  const all = mapping.outcomeMapping.map(({ betpawaName, sportybetDesc, names = {} }) => [
    betpawaName,
    sportybetDesc,
    ...Object.values(names),
  ]);
  const kept = Array.from({ length: Math.max(0, ...all.map(list => list.length)) }, (_, n) =>
    all.every(list => list[n]),
  ).flatMap((isWhole, n) => (isWhole ? [n] : []));
  if (kept.length === 0) return mapping;
  const only = kept[at % kept.length] ?? 0;
  return {
    ...mapping,
    outcomeMapping: mapping.outcomeMapping.map((outcome, n) => ({
      ...outcome,
      betpawaName: null,
      sportybetDesc: null,
      bet9jaSuffix: null,
      names: { another: all[n]?.[only] ?? '' },
    })),
  };
}

export const MAPPING_STYLES: readonly MappingStyle[] = [
  { title: 'ids that say nothing', restyle: opaque },
  { title: 'ids that say nothing, one name an outcome', restyle: (mapping, at) => opaque(namedOnce(mapping, at), at) },
  ...HOUSE_STYLES.map(({ title, name }) => ({
    title: `ids that say nothing, names ${title}`,
    restyle: (mapping: BaseMapping, at: number) => ({ ...opaque(mapping, at), name: name(mapping.name) }),
  })),
  {
    title: 'the id is the name',
    restyle: (mapping: BaseMapping) => ({ ...mapping, name: mapping.canonicalId }),
  },
  {
    title: 'ids and names in camel case',
    restyle: (mapping: BaseMapping) => {
      const canonicalId = camel(mapping.canonicalId);
      return { ...mapping, canonicalId, name: canonicalId };
    },
  },
];
