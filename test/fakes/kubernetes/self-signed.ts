import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Certificate } from './http-door.ts';

/**
 * A certificate for 127.0.0.1 that signs itself and is its own authority, made when it is needed: valid for a day. X.509 v3 in DER, RFC 5280.
 */
export function createSelfSigned(now = Date.now()): Certificate & { ca: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(OID.commonName, text('127.0.0.1'))));
  const algorithm = sequence(OID.ecdsaWithSha256);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(now - HOUR_MS), time(now + 24 * HOUR_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(basicConstraints(), alternativeNames())),
  );
  const signature = sign('sha256', body, privateKey);
  const cert = pem('CERTIFICATE', sequence(body, algorithm, bits(signature)));
  return { cert, ca: cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const HOUR_MS = 3_600_000;

const OID = {
  commonName: Buffer.from('0603550403', 'hex'),
  ecdsaWithSha256: Buffer.from('06082a8648ce3d040302', 'hex'),
  basicConstraints: Buffer.from('0603551d13', 'hex'),
  subjectAltName: Buffer.from('0603551d11', 'hex'),
};

/** It may sign, itself too. */
function basicConstraints(): Buffer {
  const critical = Buffer.from('0101ff', 'hex');
  return sequence(OID.basicConstraints, critical, octets(sequence(Buffer.from('0101ff', 'hex'))));
}

function alternativeNames(): Buffer {
  const address = tagged(0x87, Buffer.from([127, 0, 0, 1]));
  const name = tagged(0x82, Buffer.from('localhost'));
  return sequence(OID.subjectAltName, octets(sequence(address, name)));
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function set(...parts: Buffer[]): Buffer {
  return tagged(0x31, ...parts);
}

function integer(value: Buffer): Buffer {
  return tagged(0x02, value);
}

function octets(value: Buffer): Buffer {
  return tagged(0x04, value);
}

function bits(value: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), value);
}

function text(value: string): Buffer {
  return tagged(0x0c, Buffer.from(value));
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return tagged(0x18, Buffer.from(`${digits}Z`));
}

function pem(kind: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
}
