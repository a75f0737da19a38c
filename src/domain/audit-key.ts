/**
 * What seals the audit: HMAC-SHA-256 with a secret that whoever writes the database need not have. A seal names its key, so that keys can be
 * changed and what was sealed with a former one still be checked.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What a seal is for: one made for an entry is never taken for a signature of a head. */
type SealedThing = 'entry' | 'head';

export type AuditKey = {
  /** Eight hex digits that tell keys apart. They come from the secret, and lead back to it no more than any seal does. */
  readonly id: string;
  /** `<id>-<64 hex digits>`. */
  seal(thing: SealedThing, text: string): string;
};

export type AuditKeys = {
  /** Seals what is new. */
  readonly current: AuditKey;
  /** Whether one of the keys, former ones included, made `seal` for this very text. */
  check(thing: SealedThing, text: string, seal: string): 'fits' | 'differs' | 'unknown-key';
};

const SEAL = /^([0-9a-f]{8})-[0-9a-f]{64}$/;

/** The id of the key that a seal names; undefined for what is no seal. */
export function keyIdOf(seal: string): string | undefined {
  return SEAL.exec(seal)?.[1];
}

export function createAuditKey(secret: string): AuditKey {
  const key = createSecretKey(secret, 'utf8');
  const id = mac(key, 'key-id', '').slice(0, 8);
  return { id, seal: (thing, text) => `${id}-${mac(key, thing, text)}` };
}

/** `former` are secrets that sealed older entries. */
export function createAuditKeys(current: string, former: readonly string[] = []): AuditKeys {
  const key = createAuditKey(current);
  const all = new Map([...former.map(createAuditKey), key].map((one) => [one.id, one]));
  return {
    current: key,
    check(thing, text, seal) {
      const named = keyIdOf(seal);
      const known = named === undefined ? undefined : all.get(named);
      if (known === undefined) return 'unknown-key';
      return timingSafeEqual(Buffer.from(known.seal(thing, text)), Buffer.from(seal)) ? 'fits' : 'differs';
    },
  };
}

function mac(key: KeyObject, purpose: SealedThing | 'key-id', text: string): string {
  return createHmac('sha256', key).update(`greenlight-audit-${purpose}-1\n${text}`).digest('hex');
}
