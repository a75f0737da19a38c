import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { createZadigClient, type ZadigClient } from '../../../src/engines/zadig/client/zadig-client.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { systemClock } from '../../../src/time.ts';
import { NO_LICENCE } from '../../fakes/zadig/refusal.ts';
import { NOWHERE } from './house.ts';

const TOKEN = 'secret-api-token';

async function withServer(
  answer: RequestListener,
  work: (client: ZadigClient) => Promise<void>,
  requestMs = 5000,
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const url = `http://127.0.0.1:${port}/base`;
    await work(createZadigClient({ url, token: TOKEN }, requestMs, systemClock));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function errorOf(work: Promise<unknown>): Promise<UpstreamError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof UpstreamError);
    for (const text of [error.message, error.stack ?? '', JSON.stringify(error)])
      assert.ok(!text.includes(TOKEN), 'the token stands in an error');
    return error;
  }
  throw new Error('it went well');
}

const own =
  (code: number, body: object): RequestListener =>
  (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

void describe('what an answer of Zadig means', { concurrency: 4 }, () => {
  const refusal = {
    type: 'error',
    message: '批准工作流任务失败',
    code: 6169,
    description: 'not found approval',
  };
  const plain = { message: 'Internal Error: ', code: 500, description: 'mongo: no documents in result' };
  const cases: [string, RequestListener, string, string, string][] = [
    ['its own refusal', own(400, refusal), 'rejected', 'rejected', 'zadig-6169'],
    [
      'its licence, with a code',
      own(400, { ...refusal, description: NO_LICENCE }),
      'rejected',
      'rejected',
      'zadig-7050',
    ],
    [
      'its licence, without',
      own(500, { ...plain, description: NO_LICENCE }),
      'rejected',
      'rejected',
      'zadig-7050',
    ],
    ['a plain error', own(500, plain), 'unreachable', 'unknown', 'http-500'],
    [
      'no right',
      (_, response) => void response.writeHead(403).end(),
      'rejected',
      'rejected',
      'zadig-forbidden',
    ],
    [
      'a void token',
      (_, response) => void response.writeHead(401).end(),
      'unreachable',
      'unreachable',
      'zadig-token',
    ],
    [
      'an old version',
      (_, response) => void response.writeHead(404).end('404'),
      'rejected',
      'rejected',
      'zadig-no-such-path',
    ],
    ['too much', own(429, {}), 'throttled', 'throttled', 'zadig-throttled'],
    [
      'a gateway',
      (_, response) => void response.writeHead(502).end('<html>'),
      'unreachable',
      'unknown',
      'http-502',
    ],
    ['a login page', (_, response) => void response.end('<html>'), 'unreachable', 'unknown', 'no-json'],
    [
      'another address',
      (_, response) => void response.writeHead(302, { location: NOWHERE }).end(),
      'rejected',
      'rejected',
      'http-302',
    ],
    [
      'a broken connection',
      ({ socket }) => void socket.destroy(),
      'unreachable',
      'unknown',
      'UND_ERR_SOCKET',
    ],
  ];
  for (const [name, answer, reading, changing, code] of cases)
    void it(name, async () => {
      await withServer(answer, async (client) => {
        const read = await errorOf(client.get('/x'));
        const change = await errorOf(client.post('/x', {}));
        assert.deepEqual([read.outcome, change.outcome, read.code], [reading, changing, code]);
      });
    });
  void it('its words can stand in a sentence', async () => {
    const description = 'workflow need approval ticket to run, which is not supported by openAPI right now.';
    await withServer(own(400, { ...refusal, description }), async (client) => {
      const { message } = await errorOf(client.post('/x', {}));
      assert.equal(message, description.slice(0, -1));
    });
  });
  void it('no answer in time is none, and for a change nobody knows', async () => {
    await withServer(
      () => {},
      async (client) => {
        assert.equal((await errorOf(client.get('/x'))).outcome, 'unreachable');
        assert.equal((await errorOf(client.post('/x', {}))).outcome, 'unknown');
      },
      50,
    );
  });
  void it('what never left is certain', async () => {
    const client = createZadigClient({ url: NOWHERE, token: TOKEN }, 1000, systemClock);
    assert.equal((await errorOf(client.post('/x', {}))).outcome, 'unreachable');
  });
  void it('the token goes in a header, below the path of the address', async () => {
    await withServer(
      ({ url, headers }, response) => void response.end(JSON.stringify([url, headers.authorization])),
      async (client) => {
        assert.deepEqual(await client.get('/x', { a: 'b c' }), ['/base/x?a=b+c', `Bearer ${TOKEN}`]);
      },
    );
  });
  void it('an answer that is larger than any of Zadig’s is not read to its end', async () => {
    await withServer(
      (_, response) => {
        response.write('"');
        const more = (): void => {
          while (response.write('x'.repeat(1 << 20)));
          response.once('drain', more);
        };
        more();
      },
      async (client) => assert.equal((await errorOf(client.get('/x'))).code, 'too-large'),
    );
  });
});
