import type { ComponentChildren } from 'preact';

/** A field of a form with its label around it. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      {children}
      {hint === undefined ? null : <span class="hint">{hint}</span>}
    </label>
  );
}

interface SelectProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly hint?: string;
}

/** A choice among a few words. A value that is none of them is kept, and shown as it is. */
export function Select({ label, name, value, options, hint }: SelectProps) {
  const all = options.some(([each]) => each === value) ? options : [...options, [value, value] as const];
  return (
    <Field label={label} hint={hint}>
      <select name={name}>
        {all.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** What a form sends besides what people fill in. */
export function Hidden({ values }: { readonly values: Readonly<Record<string, string | number | undefined>> }) {
  return (
    <>
      {Object.entries(values).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
    </>
  );
}
