/** A local part and a domain: what more an address must be, its mail server knows. */
export const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,253}$/;

/** Longest of a mailbox, in characters. */
const MAX_MAILBOX = 400;

/** `Greenlight <bot@example.com>` or an address alone → its two parts; undefined for what is neither. */
export function parseMailbox(text: string): { name: string; address: string } | undefined {
  if (text.length > MAX_MAILBOX || /\p{Cc}/u.test(text)) return undefined;
  const cut = text.lastIndexOf('<');
  if (cut < 0) return ADDRESS.test(text.trim()) ? { name: '', address: text.trim() } : undefined;
  const rest = text.trimEnd();
  const address = rest.slice(cut + 1, -1);
  if (!rest.endsWith('>') || !ADDRESS.test(address)) return undefined;
  const name = text.slice(0, cut).trim();
  const quoted = name.length >= 2 && name.startsWith('"') && name.endsWith('"');
  return { name: quoted ? name.slice(1, -1) : name, address };
}
