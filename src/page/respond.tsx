import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Asset } from './assets/assets.js';

/** Nothing but the two assets of this origin is loaded, nothing is inline, and nobody frames the page. */
const SECURITY: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not no-referrer: browsers would then send "Origin: null" with the page's own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** A page. Preact escapes every text and attribute of it. */
export function respondPage(view: VNode, status = 200): Response {
  return new Response(`<!doctype html>${renderToString(view)}`, {
    status,
    headers: { ...SECURITY, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** After a form: the browser asks for the page it leads to, and going back or reloading sends nothing again. */
export function respondRedirect(location: string): Response {
  return new Response(null, { status: 303, headers: { ...SECURITY, location, 'cache-control': 'no-store' } });
}

/** The name of an asset changes with its contents, so it can be kept for good. */
export function respondAsset({ type, text }: Asset): Response {
  return new Response(text, {
    headers: { ...SECURITY, 'content-type': type, 'cache-control': 'private, max-age=31536000, immutable' },
  });
}

/** For a sender who may not even see the page: nothing of it, and nothing that loads. */
export function respondRefusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { ...SECURITY, ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
