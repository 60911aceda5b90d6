import type { FieldDifference } from '../field-differences.js';

interface DifferencesTableProps {
  readonly differences: readonly FieldDifference[];
  readonly before: string;
  readonly after: string;
}

/** Two versions of a mapping, where they differ. */
export function DifferencesTable({ differences, before, after }: DifferencesTableProps) {
  if (differences.length === 0) return <p class="empty">Nothing differs.</p>;
  return (
    <section class="scroll" tabIndex={0} aria-label="What differs">
      <table class="plain differences">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(each => (
            <tr key={each.field}>
              <th scope="row">
                <bdi>{each.field}</bdi>
              </th>
              <td>{each.before === null ? <span class="none">none</span> : <del>{each.before}</del>}</td>
              <td>{each.after === null ? <span class="none">none</span> : <ins>{each.after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
