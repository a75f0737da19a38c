/**
 * The way out for everything that a workflow's step sends. It judges the address that the name was resolved to, at the moment of connecting: a name
 * that changes its mind, a redirect and an odd spelling of an address come no further than the name itself.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector, fetch, type RequestInit, type Response } from 'undici';
import { type AddressKind, createReach } from '../../../domain/reach.ts';
import { type Told, tell } from '../../common/told.ts';

export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** No step may send there. Nothing was sent. */
export class AddressRefused extends Error {
  /** Also read where only codes are looked at. */
  readonly code = 'address-refused';

  readonly told: Told;

  constructor(host: string, what: AddressKind) {
    const told = tell(isIP(host) === 0 ? 'name-refused' : 'address-refused', { host, what });
    super(told.message);
    this.name = 'AddressRefused';
    this.told = told;
  }
}

export type Guard = {
  /** Fails as fetch does; an `AddressRefused` is among the causes of its error. */
  fetch: (url: string | URL, init: RequestInit) => Promise<Response>;
  /** An address of this host that may be connected to. Throws `AddressRefused`, or what the look-up throws. */
  resolve: (host: string) => Promise<string>;
  /** Cuts off what is still under way. */
  close(): Promise<void>;
};

export function createGuard(allow: readonly string[], lookup: Lookup = systemLookup): Guard {
  const banOf = createReach(allow);

  /** Only addresses that may be reached; there is at least one. */
  function open(
    host: string,
    options: LookupOptions,
    done: (error: Error | null, addresses: LookupAddress[]) => void,
  ): void {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const banned = addresses.map(({ address }) => banOf(address));
      const fine = addresses.filter((_, i) => banned[i] === undefined);
      if (fine.length === 0) return done(new AddressRefused(host, banned[0] ?? 'no address'), []);
      done(null, fine);
    });
  }

  const connect = buildConnector({
    lookup(host, options, done) {
      open(host, options, (error, addresses) => {
        const [first] = addresses;
        if (error !== null || first === undefined) done(error, '');
        else if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      });
    },
  });
  const agent = new Agent({
    connect(options, done) {
      // A host that is an address is never looked up.
      const host = options.hostname.replace(/^\[|\]$/g, '');
      const ban = isIP(host) === 0 ? undefined : banOf(host);
      if (ban !== undefined) done(new AddressRefused(host, ban), null);
      else connect(options, done);
    },
  });
  return {
    fetch: (url, init) => fetch(url, { ...init, dispatcher: agent }),
    resolve: (host) =>
      new Promise((resolve, reject) => {
        if (isIP(host) !== 0) {
          const ban = banOf(host);
          if (ban === undefined) resolve(host);
          else reject(new AddressRefused(host, ban));
          return;
        }
        open(host, {}, (error, addresses) => {
          // Only one is tried, and not every machine has a way out by IPv6.
          const first = addresses.find(({ family }) => family === 4) ?? addresses[0];
          if (error !== null || first === undefined) reject(error ?? new AddressRefused(host, 'no address'));
          else resolve(first.address);
        });
      }),
    close: () => agent.destroy(),
  };
}

/** The refusal among an error and its causes. */
export function refusalIn(error: unknown): AddressRefused | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1)
    if (one instanceof AddressRefused) return one;
  return undefined;
}
