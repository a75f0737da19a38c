import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { BLOCKED_PORTS } from '../../../src/channels/common/blocked-ports.ts';
import { createHookClient, hookAddress } from '../../../src/channels/common/hook-client.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { systemClock } from '../../../src/time.ts';

const client = createHookClient('the robot', 5_000, { clock: systemClock });

/** What a message to the address fails with; it must not show the address, and nor must its causes. */
async function failure(address: string, headers: Record<string, string> = {}): Promise<UpstreamError> {
  try {
    const url = hookAddress('the robot', address);
    await client.send({ method: 'POST', url, headers, body: '{}' }, AbortSignal.timeout(10_000));
  } catch (error) {
    assert.ok(error instanceof UpstreamError, inspect(error));
    assert.doesNotMatch(inspect(error, { depth: 9 }), /hush/);
    return error;
  }
  return assert.fail('it was sent');
}

async function listening(listener: RequestListener): Promise<AsyncDisposable & { port: number }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

void test('an address with a user or a password is refused, and nothing is sent', async () => {
  let requests = 0;
  await using server = await listening((_, answer) => {
    requests += 1;
    answer.end();
  });
  for (const somebody of ['me:hush', 'me', ':hush']) {
    const { outcome, code } = await failure(`http://${somebody}@127.0.0.1:${server.port}/hush`);
    assert.deepEqual([outcome, code], ['rejected', 'credentials-refused']);
  }
  assert.equal(requests, 0);
});

void test('what is no web address is refused', async () => {
  for (const address of ['hush', 'ftp://h.example/hush', '']) {
    const { outcome, code } = await failure(address);
    assert.deepEqual([outcome, code], ['rejected', 'hook-gone']);
  }
});

void test('ports to which no fetch goes are known before', async () => {
  for (const port of BLOCKED_PORTS) {
    await assert.rejects(fetch(`http://127.0.0.1:${port}`), ({ cause }: Error) =>
      /bad port/.test(String(cause)),
    );
    assert.equal((await failure(`http://127.0.0.1:${port}/hush`)).outcome, 'rejected');
  }
});

void test('a header that cannot be written is refused, and not shown', async () => {
  const { outcome, code } = await failure('http://127.0.0.1:9999/hush', { 'x-token': 'hush\nhush' });
  assert.deepEqual([outcome, code], ['rejected', 'bad-request']);
});

void test('a server that speaks no TLS was not reached', async () => {
  await using server = await listening((_, answer) => answer.end());
  const { outcome, code } = await failure(`https://127.0.0.1:${server.port}/hush`);
  assert.deepEqual([outcome, code], ['unreachable', 'ERR_SSL_WRONG_VERSION_NUMBER']);
});
