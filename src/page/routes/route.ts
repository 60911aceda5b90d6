import type { Visit } from '../visit.js';

/** What answers for some addresses. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Which paths, within the page. */
  readonly path: RegExp;
  /** Whether it may take six times as long as others: it does the work of hundreds of requests. */
  readonly isLong?: true;
  readonly answer: (visit: Visit) => Promise<Response>;
}
