import type { LinkParameters, Visit } from '../visit.js';
import { Field } from './fields.js';

/** What can be done with the markets that are selected, or with all that the filter holds for. The next page asks once more. */
export function BulkForm({ visit, parameters }: { readonly visit: Visit; readonly parameters: LinkParameters }) {
  if (!visit.mayWrite) return null;
  return (
    <form id="bulk" class="bulk" action={visit.link('/bulk', parameters)} method="post">
      <Field label="For">
        <select name="set">
          <option value="selected">the selected markets</option>
          <option value="all">all that the filter holds for</option>
        </select>
      </Field>
      <span class="count" data-count aria-live="polite" />
      <button type="submit" class="first" name="act" value="accept">
        Accept safe suggestions…
      </button>
      <button type="submit" name="act" value="ignore">
        Ignore…
      </button>
      <button type="submit" name="act" value="acknowledge">
        Acknowledge…
      </button>
      <button type="submit" name="act" value="reopen">
        New again…
      </button>
      <label class="field check">
        <input type="checkbox" data-all />
        <span class="label">Select this page</span>
      </label>
    </form>
  );
}
