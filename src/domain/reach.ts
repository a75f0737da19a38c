/**
 * Which addresses of the network a workflow's steps may send to. Guarantees: an address of this machine, of its link or of a cloud's metadata service is
 * refused in every spelling (IPv4 inside of IPv6 included) unless the configuration names it. Private networks (RFC 1918, RFC 6598, RFC 4193) are open:
 * what a team deploys to and tells of it is there.
 */
import { BlockList, isIP } from 'node:net';

/** Why this address may not be reached, as what it is: "a loopback address"; undefined when it may. `address` is what a look-up gave. */
export type Reach = (address: string) => AddressKind | undefined;

export type AddressKind = (typeof BANS)[number][0] | 'no address';

/** https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry. */
const BANS = [
  ['an unspecified address', ['0.0.0.0/8', '::']],
  ['a loopback address', ['127.0.0.0/8', '::1']],
  // Also where AWS, Azure, Google Cloud, Tencent Cloud and others serve metadata with credentials: 169.254.169.254.
  ['a link-local address', ['169.254.0.0/16', 'fe80::/10', 'fec0::/10']],
  ['a multicast address', ['224.0.0.0/4', 'ff00::/8']],
  // Alibaba Cloud, Azure, Oracle Cloud; AWS, Google Cloud and Scaleway by IPv6.
  [
    "a cloud's metadata address",
    ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::/32', 'fd20:ce::254', 'fd00:42::42'],
  ],
  // Protocols (RFC 6890), measurements (RFC 2544), the future and the drain (RFC 6666): no service of anybody's is there.
  ['a reserved address', ['192.0.0.0/24', '198.18.0.0/15', '240.0.0.0/4', '100::/64']],
  // What stands inside of them leads anywhere, and cannot be told: local NAT64 (RFC 8215), Teredo (RFC 4380), relays of 6to4 (RFC 7526).
  ['an address of a translator', ['64:ff9b:1::/48', '2001::/32', '192.88.99.0/24']],
] as const satisfies readonly (readonly [what: string, networks: readonly string[]])[];

export function createReach(allow: readonly string[]): Reach {
  const allowed = blockListOf(allow);
  const bans = BANS.map(([what, networks]) => ({ what, list: blockListOf(networks) }));
  return (address) => {
    const bare = address.replace(/%.*$/, '');
    if (isIP(bare) === 0) return 'no address';
    if (holds(allowed, bare)) return undefined;
    // A tunnel from a link of this machine is refused for either end.
    for (const end of [...embedded(bare), bare]) {
      const ban = holds(allowed, end) ? undefined : bans.find(({ list }) => holds(list, end));
      if (ban !== undefined) return ban.what;
    }
    return undefined;
  };
}

/**
 * The same for a host that is written down: an IP address, or a name that never leads anywhere but to this machine (RFC 6761). Of any other name
 * only a look-up tells.
 */
export function banOfHost(host: string, allow: readonly string[]): AddressKind | undefined {
  const bare = host.toLowerCase().replace(/\.$/, '');
  const isHere = bare === 'localhost' || bare.endsWith('.localhost');
  if (!isHere && isIP(bare) === 0) return undefined;
  const reach = createReach(allow);
  if (!isHere) return reach(bare);
  // One of several addresses that may be reached is enough.
  return reach('127.0.0.1') === undefined ? undefined : reach('::1');
}

/** What is wrong with an entry of an allow list; undefined for an address or a network such as 10.0.0.0/8. */
export function networkProblem(text: string): string | undefined {
  const parts = text.split('/');
  const [address = '', prefix] = parts;
  const family = isIP(address);
  if (family === 0 || parts.length > 2)
    return 'is neither an address nor a network: write 127.0.0.1, ::1 or 10.0.0.0/8';
  const most = family === 4 ? 32 : 128;
  if (prefix !== undefined && (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most))
    return `has no prefix of 0 to ${most} after its slash`;
  return undefined;
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** The IPv4 addresses that an IPv6 address stands for or leads to. */
function embedded(address: string): string[] {
  if (isIP(address) !== 6) return [];
  const words = wordsOf(address);
  const begins = (...first: number[]): boolean => first.every((word, i) => words[i] === word);
  const zeros = [0, 0, 0, 0, 0];
  const found: string[] = [];
  // IPv4-mapped (RFC 4291) and its translated form (RFC 2765); NAT64 (RFC 6052).
  if (begins(...zeros, 0xffff) || begins(...zeros.slice(1), 0xffff, 0) || begins(0x64, 0xff9b, 0, 0, 0, 0))
    found.push(dotted(words[6], words[7]));
  // IPv4-compatible, long out of use (RFC 4291); :: and ::1 are themselves.
  if (begins(...zeros, 0) && (words[6] !== 0 || (words[7] ?? 0) > 1)) found.push(dotted(words[6], words[7]));
  // 6to4 (RFC 3056).
  if (begins(0x2002)) found.push(dotted(words[1], words[2]));
  // ISATAP, whatever its prefix (RFC 5214).
  if ((words[4] === 0 || words[4] === 0x200) && words[5] === 0x5efe) found.push(dotted(words[6], words[7]));
  return found;
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): number[] {
  // The parser of URLs knows every spelling, and gives one without dots.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...gap, ...after].map((word) => Number.parseInt(word, 16));
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
