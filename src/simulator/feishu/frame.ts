/**
 * The frames of Feishu's long connection: protocol buffers, one in each binary WebSocket message. The schema is in Feishu's Go SDK,
 * https://github.com/larksuite/oapi-sdk-go/blob/v3_main/ws/pbbp2.pb.go
 */
export type Frame = {
  seqId: number;
  logId: number;
  service: number;
  /** 0: control (ping and pong). 1: data. */
  method: number;
  headers: { key: string; value: string }[];
  payload?: Buffer;
};

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

export function encodeFrame(frame: Frame): Buffer {
  const parts = [
    field(1, frame.seqId),
    field(2, frame.logId),
    field(3, frame.service),
    field(4, frame.method),
    ...frame.headers.map(({ key, value }) =>
      bytes(5, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, Buffer.from(value))])),
    ),
  ];
  if (frame.payload) parts.push(bytes(8, frame.payload));
  return Buffer.concat(parts);
}

/** Throws when the bytes are no frame. */
export function decodeFrame(data: Buffer): Frame {
  const frame: Frame = { seqId: 0, logId: 0, service: 0, method: -1, headers: [] };
  for (const { tag, number, content } of fieldsOf(data)) {
    if (tag === 1) frame.seqId = number;
    if (tag === 2) frame.logId = number;
    if (tag === 3) frame.service = number;
    if (tag === 4) frame.method = number;
    if (tag === 5) frame.headers.push(headerOf(content));
    if (tag === 8) frame.payload = content;
  }
  if (frame.method < 0) throw new Error('a frame without method');
  return frame;
}

export function headerValue(frame: Frame, key: string): string | undefined {
  return frame.headers.find((one) => one.key === key)?.value;
}

function headerOf(content: Buffer): { key: string; value: string } {
  const header = { key: '', value: '' };
  for (const one of fieldsOf(content)) {
    if (one.tag === 1) header.key = one.content.toString('utf8');
    if (one.tag === 2) header.value = one.content.toString('utf8');
  }
  return header;
}

type Field = { tag: number; number: number; content: Buffer };

function* fieldsOf(data: Buffer): Generator<Field> {
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > data.length) throw new Error('a frame that ends too early');
    at += length;
    return data.subarray(at - length, at);
  };
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
    throw new Error('a number that does not end');
  };
  while (at < data.length) {
    const key = varint();
    const field: Field = { tag: key >>> 3, number: 0, content: Buffer.alloc(0) };
    const kind = key & 7;
    if (kind === VARINT) field.number = varint();
    else if (kind === BYTES) field.content = take(varint());
    else if (kind === FIXED64) take(8);
    else if (kind === FIXED32) take(4);
    else throw new Error('a field of unknown kind');
    yield field;
  }
}

function field(tag: number, value: number): Buffer {
  return Buffer.concat([varintBytes((tag << 3) | VARINT), varintBytes(value)]);
}

function bytes(tag: number, content: Buffer): Buffer {
  return Buffer.concat([varintBytes((tag << 3) | BYTES), varintBytes(content.length), content]);
}

function varintBytes(value: number): Buffer {
  const out: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(out);
}
