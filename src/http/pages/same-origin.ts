import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a form was sent from a page of ours. The proof of right is the token in the address; this keeps a page of somebody else, to which an
 * address got out, from pressing the button in a person's browser.
 *
 * `Sec-Fetch-Site` says it best, but browsers send it to https and localhost only, and old ones never: then `Origin` must not name
 * another site. Pages with `Referrer-Policy: no-referrer`, as ours, send `Origin: null` with their forms
 * (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin).
 */
export function isFromOurPage(headers: IncomingHttpHeaders, ourOrigin: string): boolean {
  const site = headers['sec-fetch-site'];
  // `none`: the person asked for it themselves, such as by sending a page once more after the browser was restarted.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  return origin === undefined || origin === 'null' || origin === ourOrigin;
}
