import type { Source } from '../../model/index.js';

/** The source of something, as a label. */
export function SourceLabel({ source }: { readonly source: Source }) {
  return <span class="source">{source}</span>;
}
