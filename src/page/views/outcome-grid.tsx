import { type OutcomeMapping, type Source, seedFieldsOf } from '../../model/index.js';
import { FIELDS, type MappingDraft, offeredSources, outcomeCell, outcomeRows, sourcesOf } from '../mapping-draft.js';
import { type Remark, Remarks } from './remarks.js';

interface OutcomeGridProps {
  readonly draft: MappingDraft;
  readonly remarks: ReadonlyMap<string, readonly Remark[]>;
}

/** The outcomes, a row each, with a column for the name and one for the id at every bookmaker that the mapping is about. */
export function OutcomeGrid({ draft, remarks }: OutcomeGridProps) {
  const about = sourcesOf(draft);
  const sources = about.length === 0 ? offeredSources(draft).slice(0, 3) : about;
  return (
    <>
      <p class="hint">
        To add an outcome, fill in an empty row; to remove one, tick it. Bookmakers get columns once the mapping has an
        id there.
      </p>
      <section class="scroll" tabIndex={0} aria-label="Outcomes by bookmaker">
        <table class="plain grid">
          <thead>
            <tr>
              <th scope="col">Canonical id</th>
              {sources.map(source => (
                <th key={source} scope="col" colSpan={hasIds(source) ? 2 : 1}>
                  {source}
                </th>
              ))}
              <th scope="col">Position</th>
              <th scope="col">Remove</th>
            </tr>
          </thead>
          <tbody>
            {outcomeRows(draft).map((outcome, at) => (
              <OutcomeRow
                key={outcome?.canonicalId ?? `free ${at}`}
                outcome={outcome}
                at={at}
                sources={sources}
                remarks={outcome === null ? undefined : remarks.get(`outcome.${outcome.canonicalId}`)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

interface OutcomeRowProps {
  readonly outcome: OutcomeMapping | null;
  readonly at: number;
  readonly sources: readonly Source[];
  readonly remarks: readonly Remark[] | undefined;
}

function OutcomeRow({ outcome, at, sources, remarks }: OutcomeRowProps) {
  const name = outcome?.canonicalId ?? `new outcome ${at + 1}`;
  const input = (part: string, value: string, label: string, size: number) => (
    <input name={FIELDS.outcome(at, part)} value={value} aria-label={`${name}: ${label}`} size={size} />
  );
  return (
    <tr>
      <td>
        {input('canonicalId', outcome?.canonicalId ?? '', 'canonical id', 14)}
        <Remarks of={remarks} />
      </td>
      {sources.map(source => (
        <>
          <td>{input(`name.${source}`, outcomeCell(outcome, 'name', source), `name at ${source}`, 14)}</td>
          {hasIds(source) ? (
            <td>{input(`id.${source}`, outcomeCell(outcome, 'id', source), `id at ${source}`, 6)}</td>
          ) : null}
        </>
      ))}
      <td>{input('position', outcome === null ? '' : String(outcome.position), 'position', 3)}</td>
      <td>
        {outcome === null ? null : (
          <input type="checkbox" name={FIELDS.outcome(at, 'remove')} value="yes" aria-label={`Remove ${name}`} />
        )}
      </td>
    </tr>
  );
}

/** Bet9ja has no ids of outcomes. */
function hasIds(source: Source): boolean {
  return seedFieldsOf(source)?.formerOutcomeIdKey !== null;
}
