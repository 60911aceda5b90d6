import type { ScrapedMarket, ScrapedOutcome } from '../model/index.js';
import { kindOf } from '../rules/line-kinds.js';
import { isLayout, type Parameter, readParameter } from '../rules/read-parameter.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import type { Lexicon } from './lexicon.js';
import { type OutcomeKeys, outcomeKeys, shapeOf } from './outcome-keys.js';
import { type Reading, readName, type Shape, type Told } from './read-name.js';
import { teamsOf } from './replace-teams.js';

/** An outcome of a market with what it may be compared by. */
export interface ReadOutcome {
  readonly scraped: ScrapedOutcome;
  readonly keys: OutcomeKeys;
}

/** A market with what was read from it. */
export interface MarketReading {
  readonly market: ScrapedMarket;
  readonly definition: RegisteredSource;
  readonly reading: Reading;
  readonly parameter: Parameter;
  /** Whether the parameter has a line or anything else that is not layout. */
  readonly hasLine: boolean;
  readonly kind: ReturnType<typeof kindOf>;
  readonly outcomes: readonly ReadOutcome[];
  readonly shape: Shape;
}

export function readMarket(market: ScrapedMarket, lexicon: Lexicon, definition: RegisteredSource): MarketReading {
  const teams = teamsOf(market);
  const outcomes = market.outcomes.map(scraped => ({ scraped, keys: outcomeKeys(scraped.name, lexicon, teams) }));
  const shape = shapeOf(outcomes.map(({ keys }) => keys));
  const parameter = readParameter(definition, market.parameter);
  const named = Object.entries(parameter.named).filter(part => !isLayout(...part));
  return {
    market,
    definition,
    reading: readName(market.marketName ?? market.externalMarketId, lexicon, teams, shape, toldBy(parameter)),
    parameter,
    hasLine: parameter.bare !== null || named.length > 0,
    kind: kindOf(Object.fromEntries(named)),
    outcomes,
    shape,
  };
}

/** What a specifier says of the bet: the set, the minutes, the player; and the numbers that the name may repeat. */
function toldBy({ named, bare }: Parameter): Told {
  const { setnr, minute, from, to, player } = named;
  const end = minute ?? (from === '1' ? to : undefined);
  const period = setnr !== undefined ? `set${setnr}` : end !== undefined ? `min${end}` : null;
  const values = [...Object.values(named), ...(bare === null ? [] : [bare])];
  return {
    period,
    numbers: new Set(values.map(value => value.replace(/^[+-]/, ''))),
    isOfPlayer: player !== undefined,
  };
}
