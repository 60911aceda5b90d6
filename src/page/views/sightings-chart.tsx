import type { UnmappedMarket } from '../../model/index.js';

const HEIGHT = 60;
const GAP = 1;
const STEP = 10;
/** A market that is known for a day only has a bar of a day's width, at the right. */
const LEAST_DAYS = 14;

/** How often a market was seen, day by day: a picture, and the numbers for whoever wants or needs them. */
export function SightingsChart({ market: { sightingsByDay = [] } }: { readonly market: UnmappedMarket }) {
  if (sightingsByDay.length === 0) return null;
  const most = Math.max(...sightingsByDay.map(({ count }) => count));
  const days = Math.max(LEAST_DAYS, sightingsByDay.length);
  const width = days * STEP;
  const start = days - sightingsByDay.length;
  const first = sightingsByDay[0]?.day;
  const last = sightingsByDay.at(-1)?.day;
  return (
    <>
      <h3>Sightings by day</h3>
      <svg
        class="days"
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`From ${first} to ${last}, at most ${most} a day`}
      >
        <line x1="0" y1={HEIGHT} x2={width} y2={HEIGHT} />
        {sightingsByDay.map(({ day, count }, at) => {
          const height = most === 0 ? 0 : (count / most) * HEIGHT;
          return (
            <rect key={day} x={(start + at) * STEP + GAP} y={HEIGHT - height} width={STEP - 2 * GAP} height={height}>
              <title>{`${day}: ${count}`}</title>
            </rect>
          );
        })}
      </svg>
      <details>
        <summary>As numbers</summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              <th scope="col" class="number">
                Seen
              </th>
            </tr>
          </thead>
          <tbody>
            {sightingsByDay.map(({ day, count }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td class="number">{count.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
