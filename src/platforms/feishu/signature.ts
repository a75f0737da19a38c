import { createDecipheriv, createHash } from 'node:crypto';
import { sameBytes } from '../common/same-bytes.ts';

/** Feishu's signature and encryption of what it posts: https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure-/encrypt-key-encryption-configuration-case */

/** SHA-256 over the body as it came, byte by byte. */
export function isSigned(
  { timestamp, nonce, signature }: { timestamp: string; nonce: string; signature: string },
  encryptKey: string,
  body: Buffer,
): boolean {
  const wanted = createHash('sha256')
    .update(timestamp + nonce + encryptKey)
    .update(body)
    .digest();
  return sameBytes(wanted, Buffer.from(signature, 'hex'));
}

/** In constant time, whatever the lengths are. */
export function isSameText(one: string, other: string): boolean {
  return sameBytes(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const IV_BYTES = 16;

/** AES-256-CBC under the key's SHA-256, the vector in front. Undefined for what was not made with this key. */
export function decrypt(base64: string, encryptKey: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-cbc', digest(encryptKey), bytes.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
