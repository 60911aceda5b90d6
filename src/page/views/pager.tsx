import type { LinkParameters, Visit } from '../visit.js';

interface PagerProps {
  readonly visit: Visit;
  readonly path: string;
  /** The filters of the list. */
  readonly parameters: LinkParameters;
  readonly isFirst: boolean;
  readonly nextCursor: string | null;
}

/** Where a list goes on. Pages follow a key and not a number, so that nothing is shown twice while scrapers write. */
export function Pager({ visit, path, parameters, isFirst, nextCursor }: PagerProps) {
  if (isFirst && nextCursor === null) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {isFirst ? null : <a href={visit.link(path, parameters)}>First page</a>}
      {nextCursor === null ? null : (
        <a href={visit.link(path, { ...parameters, cursor: nextCursor })} rel="next">
          Next page
        </a>
      )}
    </nav>
  );
}
