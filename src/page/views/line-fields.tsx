import { FIELDS, type MappingDraft, offeredSources, sourcesOf } from '../mapping-draft.js';

/** How each bookmaker writes the line, where that is unusual. */
export function LineFields({ draft }: { readonly draft: MappingDraft }) {
  const conventions = draft.lineConventions ?? {};
  const sources = new Set([...sourcesOf(draft), ...Object.keys(conventions)]);
  const shown = sources.size === 0 ? offeredSources(draft) : [...sources];
  return (
    <details open={Object.keys(conventions).length > 0}>
      <summary>How bookmakers write it, where that is unusual</summary>
      <section class="scroll" tabIndex={0} aria-label="How bookmakers write the line">
        <table class="plain grid">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Handicap of</th>
              <th scope="col">Unit</th>
              <th scope="col">Implies</th>
              <th scope="col">Only where</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(source => {
              const convention = conventions[source] ?? {};
              return (
                <tr key={source}>
                  <th scope="row">{source}</th>
                  <td>
                    <select name={FIELDS.line(source, 'side')} aria-label={`${source}: handicap of`}>
                      {['', 'home', 'away'].map(side => (
                        <option key={side} value={side} selected={side === (convention.side ?? '')}>
                          {side}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <input
                      name={FIELDS.line(source, 'unit')}
                      value={convention.unit ?? ''}
                      aria-label={`${source}: unit`}
                      inputMode="decimal"
                      size={5}
                    />
                  </td>
                  {(['fixed', 'where'] as const).map(part => (
                    <td key={part}>
                      <input
                        name={FIELDS.line(source, part)}
                        value={convention[part] ?? ''}
                        aria-label={`${source}: ${part === 'fixed' ? 'implies' : 'only where'}`}
                        placeholder={part === 'fixed' ? 'total=2.5' : 'minute=5'}
                        maxLength={100}
                      />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </details>
  );
}
