import { type BaseMapping, type ScrapedMarket, type Suggestion, suggestMappings } from '../src/index.js';
import type { MappingStyle } from './house-styles.js';
import type { Question } from './suggestion-questions.js';
import { withoutSource } from './without-source.js';

/** What the candidates lack: only what the bookmaker has of the right mapping, all that it has, also its relatives' ids, or the mapping. */
export type Lack = 'market' | 'bookmaker' | 'ids' | 'mapping';

/** What is asked how. */
export interface Setting {
  readonly mappings: readonly BaseMapping[];
  readonly lack: Lack;
  readonly withPrices?: boolean;
  /** How the mappings are written. */
  readonly style?: MappingStyle;
  /** How the market is written. */
  readonly toMarket?: (market: ScrapedMarket) => ScrapedMarket;
}

export interface Tally {
  readonly asked: number;
  readonly first: number;
  readonly three: number;
  readonly claimed: number;
  readonly claimedWrong: number;
  readonly matched: number;
  readonly matchedWrong: number;
  readonly silent: number;
  readonly pairs: number;
  readonly pairsWrong: number;
}

/** A question with what was suggested. */
export interface Answer {
  readonly question: Question;
  readonly market: ScrapedMarket;
  readonly found: readonly Suggestion[];
  readonly right: string;
  readonly isRight: boolean;
  /** The outcomes that were paired with another than the right one. */
  readonly wrongPairs: readonly string[];
  readonly pairs: number;
}

export function answer(question: Question, setting: Setting): Answer {
  const market = setting.toMarket?.(question.market) ?? question.market;
  const at = setting.mappings.findIndex(({ canonicalId }) => canonicalId === question.resolution.mapping.canonicalId);
  const options = setting.withPrices ? { sameEvent: question.sameEvent } : {};
  const found = suggestMappings(market, candidatesFor(question, at, setting), options).filter(({ isNew }) => !isNew);
  const mapping = setting.mappings[at] as BaseMapping;
  const styled = setting.style?.restyle(mapping, at) ?? mapping;
  const [best] = found;
  const isRight = best?.mapping.canonicalId === styled.canonicalId;
  const known = knownOutcomes(question, market, styled);
  const paired = isRight ? (best?.outcomes ?? []).filter(({ scraped }) => known.has(scraped)) : [];
  const wrong = paired.filter(({ scraped, canonicalId }) => known.get(scraped) !== canonicalId);
  return {
    question,
    market,
    found,
    right: styled.canonicalId,
    isRight,
    pairs: paired.length,
    wrongPairs: wrong.map(({ scraped, canonicalId }) => `${scraped.name}: ${canonicalId}, not ${known.get(scraped)}`),
  };
}

/** Which outcome of the market is which of the mapping, as the ids say. */
function knownOutcomes({ market: served, resolution }: Question, market: ScrapedMarket, styled: BaseMapping) {
  const positions = new Map(resolution.mapping.outcomeMapping.map(({ canonicalId }, at) => [canonicalId, at]));
  const matched = served.outcomes.filter(outcome => !resolution.unmatched.includes(outcome));
  return new Map(
    matched.map((outcome, at) => {
      const position = positions.get(resolution.outcomes[at]?.canonicalId ?? '') ?? -1;
      return [market.outcomes[served.outcomes.indexOf(outcome)], styled.outcomeMapping[position]?.canonicalId] as const;
    }),
  );
}

/** By mappings and style, and by source and what is lacking: an array that is asked about more than once is read once. */
const prepared = new Map<readonly BaseMapping[], Map<string, readonly BaseMapping[]>>();

function candidatesFor(
  { market }: Question,
  right: number,
  { mappings, lack, style }: Setting,
): readonly BaseMapping[] {
  const withoutIds = lack === 'ids' || (lack === 'mapping' && style !== undefined);
  const stripped = keep(mappings, `${style?.title} ${market.source} ${withoutIds}`, () =>
    mappings.map((mapping, at) => {
      const without = withoutSource(mapping, market.source);
      const bare = withoutIds ? { ...without, ...NO_IDS } : without;
      return style?.restyle(bare, at) ?? bare;
    }),
  );
  if (lack === 'mapping')
    return keep(mappings, `${style?.title} ${market.source} but ${right}`, () =>
      stripped.filter((_, at) => at !== right),
    );
  if (lack !== 'market') return stripped;
  return keep(mappings, `${market.source} only ${right}`, () =>
    mappings.map((mapping, at) => (at === right ? (stripped[at] ?? mapping) : mapping)),
  );
}

const NO_IDS = { betpawaId: null, sportybetId: null, bet9jaKey: null, sourceIds: {} };

function keep(
  mappings: readonly BaseMapping[],
  key: string,
  make: () => readonly BaseMapping[],
): readonly BaseMapping[] {
  const kept = prepared.get(mappings) ?? new Map<string, readonly BaseMapping[]>();
  prepared.set(mappings, kept);
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  return made;
}

export function tally(asked: readonly Question[], setting: Setting): Tally {
  const answers = asked.map(question => answer(question, setting));
  const count = (holds: (each: Answer) => boolean) => answers.filter(holds).length;
  const claims = ({ found: [best] }: Answer) => best !== undefined && best.score >= 0.8;
  const matches = ({ found: [best] }: Answer) => best?.match === true;
  return {
    asked: answers.length,
    first: count(({ isRight }) => isRight),
    three: count(({ found, right }) => found.some(({ mapping }) => mapping.canonicalId === right)),
    claimed: count(claims),
    claimedWrong: count(each => claims(each) && !each.isRight),
    matched: count(matches),
    matchedWrong: count(each => matches(each) && !each.isRight),
    silent: count(({ found }) => found.length === 0),
    pairs: answers.reduce((sum, { pairs }) => sum + pairs, 0),
    pairsWrong: answers.reduce((sum, { wrongPairs }) => sum + wrongPairs.length, 0),
  };
}
