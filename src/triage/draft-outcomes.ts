import { isSeedSource, type LineKind, type OutcomeMapping, SEED } from '../model/index.js';
import { nameForms } from '../rules/name-forms.js';
import { hasPlayerId } from '../rules/settle-claims.js';
import { toldNumbers } from '../rules/told-numbers.js';
import { KEYED_SOURCE } from '../sources/keyed-source.js';
import { slug } from './draft-identity.js';
import type { MarketReading, ReadOutcome } from './read-market.js';
import { endsInThreshold, isThreshold } from './thresholds.js';

/** The names of the outcomes without teams and lines, as they are at every event and line. */
export function bareNames({ market, definition, outcomes }: MarketReading, lineKind: LineKind): string[] {
  const told = toldNumbers({ canonicalId: '', name: '', outcomeMapping: [], lineKind }, definition, market.parameter);
  const { home = null, away = null } = market.event ?? {};
  return outcomes.map(({ scraped: { name } }) => {
    const [first] = (['home', 'away', 'neither'] as const).flatMap(side => nameForms(name, told, side));
    return withoutTeam(withoutTeam(first ?? name, home, 'Home'), away, 'Away');
  });
}

function withoutTeam(name: string, team: string | null, side: string): string {
  return team === null || team.trim() === '' ? name : name.replaceAll(team, side);
}

/** The outcomes of a draft, or the one that stands for all players, or for all numbers that may be reached. */
export function draftOutcomes(read: MarketReading, names: readonly string[]): OutcomeMapping[] {
  const { source } = read.market;
  if (read.outcomes.every(({ scraped }) => hasPlayerId(scraped))) {
    const isOften = read.outcomes.every(({ scraped }) => endsInThreshold(scraped.name));
    return [toNamedOutcome(source, 'player', isOften ? '{player} {n}' : '{player}', null, 0)];
  }
  if (read.outcomes.every(({ scraped }) => isThreshold(scraped.name)))
    return [toNamedOutcome(source, 'at_least', '{n}', null, 0)];
  const ids = read.outcomes.map(outcome => outcomeId(outcome, read));
  return names.map((name, at) => {
    const id = ids[at] ?? '';
    const isOnce = ids.indexOf(id) === ids.lastIndexOf(id) && id !== '';
    const own = read.outcomes[at]?.scraped.id ?? null;
    return toNamedOutcome(source, isOnce ? id : [id, at + 1].filter(Boolean).join('_'), name, own, at);
  });
}

/** An outcome that one bookmaker knows by a name, and by an id where it has one. */
export function toNamedOutcome(
  source: string,
  canonicalId: string,
  name: string,
  id: string | null,
  position: number,
): OutcomeMapping {
  const none = { betpawaName: null, sportybetDesc: null, bet9jaSuffix: null };
  const own = isSeedSource(source) ? { [SEED[source].nameField]: name } : { names: { [source]: name } };
  const ids = id === null || source === KEYED_SOURCE ? {} : { ids: { [source]: id } };
  return { canonicalId, ...none, ...own, position, ...ids };
}

/** `home_over` for `1 & Over 2.5`, `2+` for `2+`: sides where figures are sides, and numbers where they are numbers. */
function outcomeId({ keys: [name, , bare] }: ReadOutcome, { shape, reading }: MarketReading): string {
  const parts = bare.split(' ').filter(Boolean);
  const areNumbers = [...shape].some(part => /^(?:0|[3-9]|\d\d+|\d+\+)$/.test(part)) || reading.bets.has('half_full');
  const told = parts.map(part => (areNumbers ? part : (SIDES[part] ?? part)));
  return (slug(told.join('_')) || slug(name)).slice(0, 90);
}

const SIDES: Readonly<Record<string, string>> = { 1: 'home', x: 'draw', 2: 'away' };
