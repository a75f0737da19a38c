import { createHash } from 'node:crypto';

/** Of names of ours: a UUID of version 5 is of a namespace, https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
const NAMESPACE = Buffer.from('5f0f4c5e6b1f4d0b9a8d3e0c8f6a72d1', 'hex');

/** The same name, the same UUID. */
export function uuidOf(name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
