const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** How long ago something was, in one unit. */
export function ago(date: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - date.getTime()) / 1000);
  if (seconds < -60) return 'in the future';
  for (const [unit, size] of UNITS) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  return seconds < 10 ? 'just now' : `${seconds} s ago`;
}

/** A moment as the database tells it, to the second and in UTC. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A moment: how long ago, and exactly where somebody points at it. */
export function Moment({ at, now }: { readonly at: Date; readonly now: Date }) {
  return (
    <time dateTime={at.toISOString()} title={utc(at)}>
      {ago(at, now)}
    </time>
  );
}

/** A moment, exactly. */
export function ExactMoment({ at }: { readonly at: Date }) {
  return <time dateTime={at.toISOString()}>{utc(at)}</time>;
}
