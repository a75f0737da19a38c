import { isMailAddress } from '../domain/mailbox.ts';

/** Longest of a mailbox, in characters. */
const MAX_MAILBOX = 400;

/** `Greenlight <bot@example.com>` or an address alone → its two parts; undefined for what is neither. */
export function parseMailbox(text: string): { name: string; address: string } | undefined {
  if (text.length > MAX_MAILBOX || /\p{Cc}/u.test(text)) return undefined;
  const cut = text.lastIndexOf('<');
  if (cut < 0) return isMailAddress(text.trim()) ? { name: '', address: text.trim() } : undefined;
  const rest = text.trimEnd();
  const address = rest.slice(cut + 1, -1);
  if (!rest.endsWith('>') || !isMailAddress(address)) return undefined;
  const name = text.slice(0, cut).trim();
  const quoted = name.length >= 2 && name.startsWith('"') && name.endsWith('"');
  return { name: quoted ? name.slice(1, -1) : name, address };
}
