/**
 * A head: the newest entry of the audit, signed. Kept where the database's writers cannot reach, in the log for example, it proves later that
 * the chain up to there is still the same one.
 */
import { type AuditKey, type AuditKeys, keyIdOf } from '../domain/audit-key.ts';

/** `number` and `hash` are the newest entry's; `at` is when it was signed, in milliseconds since the epoch. */
export type AuditHead = { number: number; hash: string; at: number };

/** One line without spaces: `head.1.<number>.<hash>.<at>.<signature>`. */
export function signHead(head: AuditHead, key: AuditKey): string {
  const text = `head.1.${head.number}.${head.hash}.${head.at}`;
  return `${text}.${key.seal('head', text)}`;
}

const HEAD = /^(head\.1\.(\d{1,16})\.([0-9a-f-]{64,73})\.(\d{1,16}))\.([0-9a-f]{8}-[0-9a-f]{64})$/;

export type ReadHead =
  | { kind: 'head'; head: AuditHead }
  | { kind: 'malformed' }
  | { kind: 'unknown-key'; key: string }
  | { kind: 'forged' };

/** `malformed` is what no server wrote, such as half a line; `forged` was not signed with the key that it names. */
export function readHead(text: string, keys: AuditKeys): ReadHead {
  const [, signed, number, hash, at, signature] = HEAD.exec(text.trim()) ?? [];
  if (signed === undefined || hash === undefined || signature === undefined) return { kind: 'malformed' };
  switch (keys.check('head', signed, signature)) {
    case 'fits':
      return { kind: 'head', head: { number: Number(number), hash, at: Number(at) } };
    case 'differs':
      return { kind: 'forged' };
    case 'unknown-key':
      return { kind: 'unknown-key', key: keyIdOf(signature) ?? '' };
  }
}
