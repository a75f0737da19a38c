import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { answerClientError } from '../../src/http/client-errors.ts';

/** All that a client gets for a request with this error. */
async function answerTo(code: string): Promise<string> {
  const server = createServer((socket) => answerClientError(Object.assign(new Error('x'), { code }), socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const got = await text(connect((server.address() as AddressInfo).port, '127.0.0.1'));
  server.close();
  return got;
}

test('each error is answered by a whole HTTP response that says what to look at, and the connection ends', async () => {
  for (const [code, status, error, message] of [
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'too-slow', /Content-Length is larger than its body/],
    ['HPE_HEADER_OVERFLOW', 431, 'headers-too-large', /headers/],
    ['HPE_INVALID_METHOD', 400, 'no-http-request', /Content-Length before it was smaller/],
  ] as const) {
    const [head = '', body = ''] = (await answerTo(code)).split('\r\n\r\n');
    assert.match(
      head,
      new RegExp(`^HTTP/1\\.1 ${status} [^]*\\r\\nContent-Length: ${body.length}\\r\\n`),
      code,
    );
    const said: { error: string; message: string } = JSON.parse(body);
    assert.equal(said.error, error);
    assert.match(said.message, message);
  }
});
