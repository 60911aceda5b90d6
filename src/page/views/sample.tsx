/** What scrapers saw of a market's outcomes. Samples are whatever a scraper sent. */
export function Sample({ outcomes }: { readonly outcomes: unknown }) {
  if (outcomes === null || outcomes === undefined) return <p class="empty">It was seen without outcomes.</p>;
  const rows = Array.isArray(outcomes) ? outcomes.slice(0, MAX_SHOWN).map(toRow) : [];
  if (rows.length === 0 || rows.some(row => row === null)) return <pre tabIndex={0}>{pretty(outcomes)}</pre>;
  return (
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Id</th>
          <th scope="col" class="number">
            Odds
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            <th scope="row">
              <bdi>{row?.name}</bdi>
            </th>
            <td>
              <bdi>{row?.id}</bdi>
            </td>
            <td class="number">{row?.odds}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const MAX_SHOWN = 200;
const MAX_TEXT = 20_000;

interface Row {
  readonly name: string;
  readonly id: string;
  readonly odds: string;
}

function toRow(item: unknown): Row | null {
  if (typeof item !== 'object' || item === null) return null;
  const { name, desc, label, id, odds, price } = item as Readonly<Record<string, unknown>>;
  const text = [name, desc, label].find(each => typeof each === 'string');
  if (typeof text !== 'string') return null;
  return { name: text, id: plain(id), odds: plain(odds ?? price) };
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Any JSON as text, cut where it would fill a book. */
export function pretty(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? '';
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
