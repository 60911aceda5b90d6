/**
 * The ids by which a mapping can have a Bet9ja key, the most exact first: the key as given, without its outcome, and without
 * its parameter (`S_OU@2.5_O`, `S_OU@2.5`, `S_OU`). Never a bare prefix: `S_1X2HND_1H` leads to `S_1X2HND`, not to `S_1X2`.
 *
 * The hot path asks this for every odds key, so it looks for the separators itself; `BET9JA_KEY_PATTERN`, which the SQL uses,
 * says the same, and a property test compares the two.
 */
export function bet9jaCandidateIds(id: string): readonly [string, ...string[]] {
  const sportEnd = id.indexOf('_');
  const at = id.indexOf('@');
  if (sportEnd < 1 || (at !== -1 && at < sportEnd)) return [id];
  const underscore = id.indexOf('_', sportEnd + 1);
  const marketEnd = at === -1 || (underscore !== -1 && underscore < at) ? underscore : at;
  if (marketEnd === sportEnd + 1 || marketEnd === -1) return [id];
  const market = id.slice(0, marketEnd);
  const outcomeStart = marketEnd === at ? id.indexOf('_', at + 1) : marketEnd;
  if (outcomeStart === -1 || outcomeStart === marketEnd) return [id, market];
  return [id, id.slice(0, outcomeStart), market];
}
