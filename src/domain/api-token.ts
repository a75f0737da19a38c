/**
 * Tokens with which a program acts as a person: 256 random bits, so a plain SHA-256 of one is as good as the token is (nobody can try them all) and
 * is all that is kept.
 */
import { createHash, randomBytes } from 'node:crypto';

/** Lets people and secret scanners see what it is. */
const PREFIX = 'glt_';
const BYTES = 32;

/** `glt_` and 43 base64url characters. */
export function createApiToken(): string {
  return PREFIX + randomBytes(BYTES).toString('base64url');
}

/** Signs of the hash that name a token where nobody checks it: enough to tell all tokens apart. */
const FINGERPRINT_SIGNS = 16;

/**
 * The account of a program, on `API_PLATFORM`: its person and the token that it came with. Another token is another account, so whatever came with
 * one that was taken out is nobody's.
 */
export function accountOfToken({ person, sha256 }: { person: string; sha256: string }): string {
  return `${person}/${sha256.slice(0, FINGERPRINT_SIGNS)}`;
}

/** 64 lower-case hexadecimal digits. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
