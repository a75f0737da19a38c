/**
 * Which addresses of the network a workflow's steps may send to. Guarantees: an address of this machine, of its link or of a cloud's metadata service is
 * refused in every spelling (IPv4 inside of IPv6 included) unless the configuration names it.
 */
import { BlockList, isIP } from 'node:net';

/** Why this address may not be reached, as what it is: "a loopback address"; undefined when it may. `address` is what a look-up gave. */
export type Reach = (address: string) => string | undefined;

/** https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry. */
const BANS: readonly (readonly [what: string, networks: readonly string[]])[] = [
  ['an unspecified address', ['0.0.0.0/8', '::']],
  ['a loopback address', ['127.0.0.0/8', '::1']],
  // Also where AWS, Azure, Google Cloud, Tencent Cloud and others serve metadata with credentials: 169.254.169.254.
  ['a link-local address', ['169.254.0.0/16', 'fe80::/10', 'fec0::/10']],
  ['a multicast address', ['224.0.0.0/4', 'ff00::/8']],
  ['a reserved address', ['240.0.0.0/4', '100::/64']],
  // Alibaba Cloud, Azure, Oracle Cloud; AWS, Google Cloud and Scaleway by IPv6.
  [
    "a cloud's metadata address",
    ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::/32', 'fd20:ce::254', 'fd00:42::42'],
  ],
  // What stands inside of them leads anywhere, and cannot be told: RFC 8215 (local NAT64), RFC 4380 (Teredo).
  ['an address of a translator', ['64:ff9b:1::/48', '2001::/32']],
];

export function createReach(allow: readonly string[]): Reach {
  const allowed = blockListOf(allow);
  const bans = BANS.map(([what, networks]) => ({ what, list: blockListOf(networks) }));
  return (address) => {
    const bare = address.replace(/%.*$/, '');
    if (isIP(bare) === 0) return 'no address';
    const real = embedded(bare);
    if (holds(allowed, real) || holds(allowed, bare)) return undefined;
    return bans.find(({ list }) => holds(list, real))?.what;
  };
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

/** The IPv4 address that an IPv6 address stands for, or the address itself. */
function embedded(address: string): string {
  if (isIP(address) !== 6) return address;
  const words = wordsOf(address);
  const begins = (...first: number[]): boolean => first.every((word, i) => words[i] === word);
  const zeros = [0, 0, 0, 0, 0];
  // IPv4-mapped (RFC 4291) and its translated form (RFC 2765); NAT64 (RFC 6052).
  if (begins(...zeros, 0xffff) || begins(...zeros.slice(1), 0xffff, 0)) return dotted(words[6], words[7]);
  if (begins(0x64, 0xff9b, 0, 0, 0, 0)) return dotted(words[6], words[7]);
  // IPv4-compatible, long out of use (RFC 4291); :: and ::1 are themselves.
  if (begins(...zeros, 0) && (words[6] !== 0 || (words[7] ?? 0) > 1)) return dotted(words[6], words[7]);
  // 6to4 (RFC 3056).
  return words[0] === 0x2002 ? dotted(words[1], words[2]) : address;
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
