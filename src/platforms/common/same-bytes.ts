import { timingSafeEqual } from 'node:crypto';

/** In a time that does not depend on where they differ. */
export function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
