/** The feed's id of a market and its specifier, as contained in Betway's id. */
interface MarketId {
  readonly id: string;
  readonly parameter: string | null;
}

/**
 * Betway joins the event, the market and the specifier: `71583282105from=1~to=10~` is market 105 of event 71583282 at
 * `from=1|to=10`. An id of another form is returned as it is.
 */
export function readBetwayMarketId(text: string, eventId: string | null): MarketId {
  const rest = eventId !== null && text.startsWith(eventId) ? text.slice(eventId.length) : '';
  let end = 0;
  while (end < rest.length && isDigit(rest.charCodeAt(end))) end++;
  if (end === 0) return { id: text, parameter: null };
  if (end === rest.length) return { id: rest, parameter: null };
  const specifier = rest.slice(end, rest.endsWith('~') ? -1 : undefined);
  if (!specifier.includes('=')) return { id: text, parameter: null };
  return { id: rest.slice(0, end), parameter: specifier.replaceAll('~', '|') };
}

/**
 * The feed's id of an outcome: what follows its market's id. If the market is one of the feed's own variants, the variant comes
 * first (`sr:exact_goals:6+:68`), as the feed and other bookmakers write it.
 */
export function restoreOutcomeId(text: string, marketText: string, parameter: string | null): string {
  if (!text.startsWith(marketText) || text.length === marketText.length) return text;
  const id = text.slice(marketText.length);
  const variant = parameter === null ? undefined : VARIANT.exec(parameter)?.[1];
  return variant !== undefined && /^\d+$/.test(id) ? `${variant}:${id}` : id;
}

const VARIANT = /(?:^|\|)variant=(sr:[^|]+)/;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
