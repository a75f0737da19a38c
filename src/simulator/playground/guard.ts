import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused, or undefined. The page has no login, so it must not be reachable through a browser that shows
 * another site: a foreign name that resolves to 127.0.0.1 has the wrong Host, a foreign page's POST the wrong Origin.
 */
export function refusal(req: IncomingMessage, port: number): { status: number; reason: string } | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = req.headers.host ?? '';
  if (!hosts.includes(host)) {
    return { status: 403, reason: `this page answers only to ${hosts.join(' and ')}` };
  }
  if (req.headers['sec-fetch-site'] === 'cross-site' && req.headers['sec-fetch-mode'] !== 'navigate') {
    return { status: 403, reason: 'this page does not answer to other sites' };
  }
  if (req.method === 'GET' || req.method === 'HEAD') return undefined;
  if (req.method !== 'POST') return { status: 405, reason: 'only GET and POST are understood' };
  // Some browsers started for tests send no Origin; the fetch metadata, which no page can set, says the same.
  const { origin, 'sec-fetch-site': site } = req.headers;
  if (origin === undefined ? site !== 'same-origin' : origin !== `http://${host}`) {
    return { status: 403, reason: 'a POST must come from this page itself' };
  }
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim();
  if (type !== 'application/json') return { status: 415, reason: 'a POST must carry application/json' };
  return undefined;
}

/** No inline script, no style attribute in markup, nothing from elsewhere, no frame but of this page; scripts cannot write HTML from text. */
export const securityHeaders: Record<string, string> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * A letter is HTML that somebody else wrote: it has its own styles and links that open elsewhere; no scripts, forms or pictures, and nothing from the network.
 * Without scripts the origin of the page is of no use to it; the page needs it to measure the letter.
 */
export const letterHeaders: Record<string, string> = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  ].join('; '),
  'referrer-policy': 'no-referrer',
};
