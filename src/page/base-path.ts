import { invalid } from '../input/validate.js';

/** A base path as links are made with it: empty for the root, else `/admin/mappings`, without a slash at its end. */
export function toBasePath(given: string): string {
  const path = given.replace(/\/+$/, '');
  if (path === '') return '';
  const isPlain = /^(\/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+$/.test(path) && !/\/\.\.?(\/|$)/.test(path);
  if (!isPlain)
    throw invalid('basePath', 'must be a path such as /admin/mappings: a slash, and nothing that a URL would encode');
  return path;
}

/** The path within the page: begins with a slash and does not end with one, `/` for its root. */
export function pathWithin(basePath: string, pathname: string): string {
  const isBelow = pathname === basePath || pathname.startsWith(`${basePath}/`);
  const rest = isBelow ? pathname.slice(basePath.length) : pathname;
  return rest.replace(/\/+$/, '') || '/';
}
