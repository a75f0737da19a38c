import { createHash } from 'node:crypto';

/** Names a thing in a key, in 16 hexadecimal digits. */
export function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
