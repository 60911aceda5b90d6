import type { OutcomeMapping, ScrapedMarket } from '../../../model/index.js';
import { outcomeNameOf, sourceIdsOf } from '../../../model/index.js';
import { fold } from '../../../rules/fold.js';
import { isTemplate, saysSide } from '../../../rules/name-template.js';
import { lintRule } from '../lint-rule.js';
import { quote } from '../quote.js';

/** Teams, a player and numbers that no bookmaker's name has by itself. */
const PLACES: Readonly<Record<string, string>> = {
  home: 'Xalpha City',
  away: 'Yomega Town',
  player: 'Zeta, Quentin',
  line: '7.25',
  n: '9',
};

export const overlappingNames = /* @__PURE__ */ lintRule({
  id: 'overlapping-names',
  severity: 'error',
  needsObserved: false,
  summary: 'a name with a placeholder, a team or a line that two outcomes would claim',
  *check(mapping, context) {
    for (const { source, id } of sourceIdsOf(mapping)) {
      const named = mapping.outcomeMapping.flatMap(outcome => {
        const name = outcomeNameOf(outcome, source);
        return name !== null && (isTemplate(name) || saysSide(name)) ? [{ outcome, name }] : [];
      });
      const matcher = context.matcherOf(mapping, source);
      const isDuplicate = (name: string) =>
        mapping.outcomeMapping.filter(other => fold(outcomeNameOf(other, source) ?? '') === fold(name)).length > 1;
      const contested = named.filter(({ outcome, name }) => {
        if (!isReadable(name) || (isDuplicate(name) && !isTemplate(name))) return false;
        const market = exampleOf(source, id, mapping.lineKind);
        const found = matcher.match({ id: null, name: filled(name), odds: null, active: true }, market);
        return found?.canonicalId !== outcome.canonicalId && !isDecidedById(outcome, source);
      });
      if (contested.length === 0) continue;
      const about = contested.map(({ outcome }) => outcome.canonicalId);
      const names = contested.map(({ name }) => name);
      yield {
        source,
        message: `another outcome claims what ${quote(names)} stands for too, so that neither is found`,
        about,
      };
    }
  },
});

function isDecidedById({ ids }: OutcomeMapping, source: string): boolean {
  return ids !== undefined && Object.hasOwn(ids, source);
}

/** Whether the name is one that can be read at all; other rules tell those that can't. */
function isReadable(name: string): boolean {
  const places = name.match(/\{[^{}]*\}/g) ?? [];
  return (
    places.every(place => Object.hasOwn(PLACES, place.slice(1, -1).toLowerCase())) &&
    new Set(places).size === places.length
  );
}

function filled(name: string): string {
  return name
    .replaceAll(/\{(\w+)\}/g, (_, place: string) => PLACES[place.toLowerCase()] ?? '')
    .replaceAll(/\b(home|away)\b/gi, side => PLACES[side.toLowerCase()] ?? '')
    .trim();
}

function exampleOf(source: string, externalMarketId: string, lineKind: string | null): ScrapedMarket {
  const isHandicap = lineKind?.endsWith('handicap') ?? false;
  return {
    source,
    externalMarketId,
    marketName: null,
    parameter: isHandicap ? 'hcp=7.25' : 'total=7.25',
    outcomes: [],
    event: {
      source,
      eventId: null,
      sportradarId: null,
      sport: null,
      home: PLACES.home ?? null,
      away: PLACES.away ?? null,
      startsAt: null,
      isLive: false,
    },
  };
}
