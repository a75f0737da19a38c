/** Addresses of steps that lead to where no step sends, told when the file is loaded: those that are written as such. Names are judged when they are looked up. */
import { banOfHost } from '../../../domain/reach.ts';
import type { EmbeddedOptions } from '../options.ts';
import type { Spot } from './spot.ts';

type Http = Pick<EmbeddedOptions, 'http'>;

/** `url`: one that can be parsed; its parser makes one spelling of all numbers that are an IP address. */
export function checkUrlReach(spot: Spot, url: string, options: Http): void {
  checkHostReach(spot, new URL(url).hostname, options);
}

/** The host alone is shown: the rest of an address may be a secret. */
export function checkHostReach(spot: Spot, host: string, { http }: Http): void {
  // The same numbers are an address to a look-up.
  const bare = (URL.parse(`http://${host}`)?.hostname ?? host).replace(/^\[|\]$/g, '');
  const ban = banOfHost(bare, http?.allow ?? []);
  if (ban === undefined) return;
  const entry = /^[\d.]+$/.test(bare) ? bare : bare.includes(':') ? `'${bare}'` : '127.0.0.1';
  spot.complain(
    `${spot.what}: ${bare} is ${ban}, where steps do not send; name another host, or say "http: {allow: [${entry}]}" of this engine in the configuration`,
  );
}
