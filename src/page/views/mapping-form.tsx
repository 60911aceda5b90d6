import type { ComponentChildren } from 'preact';
import { LINE_KINDS, SPORTS, sourceIdOf } from '../../model/index.js';
import { FIELDS, type MappingDraft, offeredSources } from '../mapping-draft.js';
import { Field, Hidden, Select } from './fields.js';
import { LineFields } from './line-fields.js';
import { OutcomeGrid } from './outcome-grid.js';
import { type Remark, Remarks } from './remarks.js';

interface MappingFormProps {
  readonly action: string;
  readonly draft: MappingDraft;
  /** What to say, by the place it belongs to: `name`, `id.msport`, `outcome.yes`, or empty for the whole. */
  readonly remarks: ReadonlyMap<string, readonly Remark[]>;
  readonly isNew: boolean;
  readonly mayWrite: boolean;
  readonly hidden: Readonly<Record<string, string | number | undefined>>;
  /** The buttons. */
  readonly children: ComponentChildren;
}

/** Every field of a mapping. Who may only read sees the same, and can't change it. */
export function MappingForm({ action, draft, remarks, isNew, mayWrite, hidden, children }: MappingFormProps) {
  return (
    <form class="form" action={action} method="post">
      <Hidden values={hidden} />
      <Remarks of={remarks.get('')} />
      <fieldset disabled={!mayWrite}>
        <legend>Market</legend>
        <div class="row">
          <Field label="Canonical id" hint={isNew ? undefined : 'Other services know it by this; it stays.'}>
            <input name="canonicalId" value={draft.canonicalId} readOnly={!isNew} required maxLength={100} />
          </Field>
          <Field label="Name">
            <input name="name" value={draft.name} required maxLength={255} />
          </Field>
          <Select
            label="Sport"
            name="sport"
            value={draft.sport ?? ''}
            options={[['', 'Any'] as const, ...SPORTS.map(sport => [sport, sport] as const)]}
          />
          <Field label="Priority" hint="Among mappings with the same id, the highest answers.">
            <input name="priority" type="number" step={1} value={draft.priority ?? 0} />
          </Field>
        </div>
        {['canonicalId', 'name', 'sport', 'priority'].map(place => (
          <Remarks key={place} of={remarks.get(place)} />
        ))}
      </fieldset>
      <fieldset disabled={!mayWrite}>
        <legend>Id at each bookmaker</legend>
        <div class="row">
          {offeredSources(draft).map(source => (
            <div key={source}>
              <Field label={source}>
                <input name={FIELDS.id(source)} value={sourceIdOf(draft, source) ?? ''} maxLength={100} />
              </Field>
              <Remarks of={remarks.get(FIELDS.id(source))} />
            </div>
          ))}
          <Field label="Another bookmaker">
            <input name="otherSource" maxLength={20} autoComplete="off" />
          </Field>
          <Field label="Its id there">
            <input name="otherId" maxLength={100} autoComplete="off" />
          </Field>
        </div>
      </fieldset>
      <fieldset disabled={!mayWrite}>
        <legend>Line</legend>
        <Select
          label="What its parameter is"
          name="lineKind"
          value={draft.lineKind ?? ''}
          options={[['', 'Not said'] as const, ...LINE_KINDS.map(kind => [kind, kind] as const)]}
        />
        <Remarks of={remarks.get('lineKind')} />
        <LineFields draft={draft} />
        <Remarks of={remarks.get('lineConventions')} />
      </fieldset>
      <fieldset disabled={!mayWrite}>
        <legend>Outcomes</legend>
        <OutcomeGrid draft={draft} remarks={remarks} />
        <Remarks of={remarks.get('outcomeMapping')} />
      </fieldset>
      {mayWrite ? (
        <>
          <Field label="Reason" hint="For the history.">
            <input name="reason" maxLength={1000} />
          </Field>
          <div class="actions">{children}</div>
        </>
      ) : null}
    </form>
  );
}
