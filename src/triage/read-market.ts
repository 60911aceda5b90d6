import type { ScrapedMarket, ScrapedOutcome } from '../model/index.js';
import { isCounter, kindOf } from '../rules/line-kinds.js';
import { isLayout, type Parameter, readParameter } from '../rules/read-parameter.js';
import type { RegisteredSource } from '../sources/source-definition.js';
import type { Lexicon } from './lexicon.js';
import { keysOfOutcomes, type OutcomeKeys, onlySide, shapeOf, tellsTeam, withoutSide } from './outcome-keys.js';
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
  /** Parts of the parameter of which nothing is known; each makes it another bet. */
  readonly unread: readonly string[];
  readonly kind: ReturnType<typeof kindOf>;
  readonly outcomes: readonly ReadOutcome[];
  readonly shape: Shape;
}

export function readMarket(market: ScrapedMarket, lexicon: Lexicon, definition: RegisteredSource): MarketReading {
  const teams = teamsOf(market);
  const names = market.outcomes.map(({ name }) => name);
  const served = keysOfOutcomes(names, lexicon, teams);
  const shape = shapeOf(served);
  if (names.some(name => tellsTeam(name, lexicon, teams))) shape.add('teams');
  const parameter = readParameter(definition, market.parameter);
  const named = Object.entries(parameter.named).filter(part => !isLayout(...part));
  const told = readName(market.marketName ?? market.externalMarketId, lexicon, teams, shape, toldBy(parameter));
  const side = told.side === 'away+home' ? onlySide(served) : null;
  const keys = side === null ? served : served.map(withoutSide);
  return {
    market,
    definition,
    reading: side === null ? told : { ...told, side },
    parameter,
    hasLine: parameter.bare !== null || named.some(([name]) => !isPart(name)),
    unread: unreadIn(parameter.named),
    kind: kindOf(Object.fromEntries(named)),
    outcomes: market.outcomes.flatMap((scraped, at) => (keys[at] ? [{ scraped, keys: keys[at] }] : [])),
    shape: side === null ? shape : shapeOf(keys),
  };
}

/** What a specifier says of the bet: the set, the minutes, the player; and the numbers that the name may repeat. */
function toldBy({ named, bare }: Parameter): Told {
  const { minute, from, to, player, score } = named;
  const end = minute ?? (from === '1' ? to : undefined);
  const values = [...Object.values(named), ...(bare === null ? [] : [bare])];
  return {
    period: end === undefined ? partOf(named) : `min${end}`,
    numbers: new Set(values.map(value => value.replace(/^[+-]/, '').replace(':', '-'))),
    isOfPlayer: player !== undefined,
    isCounted: Object.keys(named).some(name => isCounter(name) && COUNTED.test(name)),
    isFromScore: score !== undefined,
  };
}

/** What counters count that can be bet on; the others count parts of a match: sets, quarters, frames. */
const COUNTED = /^(?:goal|corner|booking|card|point|penalty|try|score)nr$/;

function partOf(named: Parameter['named']): string | null {
  const counter = Object.keys(named).find(name => isCounter(name) && !COUNTED.test(name));
  return counter === undefined ? null : counter.slice(0, -2) + named[counter];
}

/** Whether a part of a parameter says of which part of the match the bet is. */
function isPart(name: string): boolean {
  return name === 'minute' || name === 'from' || name === 'to' || (isCounter(name) && !COUNTED.test(name));
}

const KNOWN = /^(?:total|hcp|minute|minsnr|from|to|player|score|xup|variant|version|type)$/;

function unreadIn(named: Parameter['named']): string[] {
  const [, ...furtherParts] = Object.keys(named).filter(name => isCounter(name) && !COUNTED.test(name));
  return [...Object.keys(named).filter(name => !KNOWN.test(name) && !isCounter(name)), ...furtherParts];
}
