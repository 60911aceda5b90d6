/**
 * Whether a request that would change something comes from the page itself, and not from a form on somebody else's site. Browsers say so
 * in `Sec-Fetch-Site`, which no script can set; those that don't, and pages over plain http, are told by their `Origin`.
 */
export function isOwnWrite(request: Request, origins: ReadonlySet<string>): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = request.headers.get('origin');
  return origin !== null && (origin === new URL(request.url).origin || origins.has(origin));
}
