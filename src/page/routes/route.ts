import type { Visit } from '../visit.js';

/** What answers for some addresses. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Which paths, within the page. */
  readonly path: RegExp;
  readonly answer: (visit: Visit) => Promise<Response>;
}
