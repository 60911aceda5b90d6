/** Something to say beside a field: what is wrong with what was sent, or what a rule finds in it. */
export interface Remark {
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: string;
  /** What the rule is called, if a rule says it. */
  readonly rule?: string;
}

/** Remarks, told by word and not by colour alone. */
export function Remarks({ of }: { readonly of: readonly Remark[] | undefined }) {
  if (!of || of.length === 0) return null;
  return (
    <ul class="remarks">
      {of.map(remark => (
        <li key={`${remark.rule} ${remark.text}`} class={remark.severity}>
          <strong>{remark.severity}</strong> {remark.text}
          {remark.rule === undefined ? null : <span class="source"> {remark.rule}</span>}
        </li>
      ))}
    </ul>
  );
}
