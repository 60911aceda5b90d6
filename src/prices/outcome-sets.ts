import { type OutcomeMapping, outcomeNameOf, SEED_SOURCES } from '../model/index.js';

const OTHER = /(^|[^a-z])others?([^a-z]|$)/i;

/**
 * The outcomes that stand for all that are not listed: "Other" in a correct score, "Any Other". What such an outcome is worth
 * depends on what else the bookmaker lists.
 */
export function residualsOf(
  mapped: readonly OutcomeMapping[],
  outcomes: readonly { canonicalId: string }[],
): ReadonlySet<string> {
  const residuals = new Set<string>();
  for (const { canonicalId } of outcomes) if (OTHER.test(canonicalId)) residuals.add(canonicalId);
  for (const outcome of mapped) {
    const names = [
      ...SEED_SOURCES.map(source => outcomeNameOf(outcome, source)),
      ...Object.values(outcome.names ?? {}),
    ];
    if (names.some(name => name !== null && OTHER.test(name))) residuals.add(outcome.canonicalId);
  }
  return residuals;
}

/** The lowest and highest count that an outcome means, and the text before it. */
interface Span {
  readonly before: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Whether two of a market's outcomes can win at once, as far as their ids show it: `1_2` and `2_3`, `home_1_2` and `home_1_3`.
 * Correct scores look the same, but some of them go down (`2_1`) or stay level (`1_1`).
 */
export function areOverlapping(canonicalIds: readonly string[]): boolean {
  const spans = canonicalIds.flatMap(id => spanOf(id) ?? []);
  if (spans.some(({ from, to }) => from > to)) return false;
  const isScore = canonicalIds.some(id => /(\d+)[_\-:]\1$/.test(id));
  if (isScore) return false;
  return spans.some((one, at) =>
    spans.slice(at + 1).some(two => one.before === two.before && one.from <= two.to && two.from <= one.to),
  );
}

function spanOf(id: string): Span | null {
  const [, before = '', first, second, plus] = /^(.*?)(\d+)(?:[_-](\d+)|(\+|_?plus))?$/i.exec(id) ?? [];
  if (first === undefined) return null;
  const from = Number(first);
  return { before, from, to: plus === undefined ? Number(second ?? first) : Number.POSITIVE_INFINITY };
}
