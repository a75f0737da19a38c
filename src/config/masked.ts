import { SECRET_MASK, type Secret } from './secret.ts';

/** How long a secret is tells that the right thing was pasted. */
export function masked(secret: Secret): string {
  return `${SECRET_MASK} (${secret.length} characters)`;
}

/** Scheme and host: user, password, path and query of a URL may be secrets. */
export function address(url: Secret): string {
  const { protocol, host } = new URL(url.reveal());
  return `${protocol}//${host}/${SECRET_MASK}`;
}
