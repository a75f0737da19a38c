import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import {
  AddressRefused,
  createGuard,
  type Lookup,
  refusalIn,
} from '../../../src/engines/embedded/effects/guard.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { openPlace, startEngine } from './bench.ts';

/** A server that counts who came, and says so. */
async function open(answer: RequestListener = (_, response) => response.end('{}')) {
  let calls = 0;
  const server = createServer((incoming, response) => {
    calls += 1;
    answer(incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A resolver that gives the addresses in turn, the last one again and again. */
function resolver(...answers: readonly (readonly string[])[]): Lookup & { asked: string[] } {
  const asked: string[] = [];
  const lookup: Lookup = (host, _options, done) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(lookup, { asked });
}

async function outcome(guard: ReturnType<typeof createGuard>, url: string): Promise<string> {
  try {
    const response = await guard.fetch(url, { redirect: 'follow', signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return String(response.status);
  } catch (error) {
    return refusalIn(error)?.message.replace(/, which steps.*/, '') ?? inspect(error);
  }
}

test('what stands in the address as an address is judged in every spelling, and never called', async () => {
  await using server = await open();
  const guard = createGuard([]);
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::]',
  ])
    assert.match(
      await outcome(guard, `http://${host}:${server.port}/`),
      / is an? (loopback|unspecified) address$/,
    );
  assert.equal(
    await outcome(guard, 'http://169.254.169.254/latest/meta-data/'),
    '169.254.169.254 is a link-local address',
  );
  assert.match(
    await outcome(guard, `http://localhost:${server.port}/`),
    /^localhost leads to a loopback address$/,
  );
  assert.equal(server.calls(), 0);
  await guard.close();
});

test('a name is judged by what it resolves to when the connection is made: one that changes its mind gets nowhere', async () => {
  await using server = await open((_, response) => response.setHeader('connection', 'close').end('{}'));
  // The first answer is the harmless one that a check beforehand would have seen.
  const lookup = resolver(['127.0.0.1'], ['127.0.0.2'], ['::ffff:127.0.0.2', '169.254.169.254']);
  const guard = createGuard(['127.0.0.1'], lookup);
  const url = `http://rebind.example:${server.port}/`;
  assert.equal(await outcome(guard, url), '200');
  await until('the connection to be gone', async () => {
    const now = await outcome(guard, url);
    return now === 'rebind.example leads to a loopback address';
  });
  assert.equal(await outcome(guard, url), 'rebind.example leads to a loopback address');
  assert.equal(server.calls(), 1);
  await guard.close();
});

test('of several addresses only those that may be reached are tried', async () => {
  await using server = await open();
  const guard = createGuard(['127.0.0.1'], resolver(['169.254.169.254', '127.0.0.1', 'fe80::1']));
  assert.equal(await outcome(guard, `http://both.example:${server.port}/`), '200');
  assert.equal(await guard.resolve('both.example'), '127.0.0.1');
  await guard.close();
});

test('a redirect is judged like the first address', async () => {
  await using inner = await open();
  await using server = await open((incoming, response) => {
    const to = incoming.url === '/name' ? 'inner.example' : '127.0.0.2';
    response.writeHead(302, { location: `http://${to}:${inner.port}/` }).end();
  });
  const guard = createGuard(['127.0.0.1'], resolver(['127.0.0.2']));
  assert.equal(
    await outcome(guard, `http://127.0.0.1:${server.port}/name`),
    'inner.example leads to a loopback address',
  );
  assert.equal(await outcome(guard, `http://127.0.0.1:${server.port}/`), '127.0.0.2 is a loopback address');
  assert.deepEqual([server.calls(), inner.calls()], [2, 0]);
  await guard.close();
});

test('where a host is, for what is not sent by HTTP', async () => {
  const guard = createGuard([], resolver(['fd00::7', '10.0.0.7'], ['169.254.169.254']));
  assert.equal(await guard.resolve('mail.example'), '10.0.0.7');
  await assert.rejects(guard.resolve('mail.example'), AddressRefused);
  await assert.rejects(guard.resolve('::1'), AddressRefused);
  assert.equal(await guard.resolve('192.168.0.1'), '192.168.0.1');
  await guard.close();
});

const ended = ({ phase }: RunSnapshot): boolean => isFinal(phase);

test('whoever reads Chinese is told what the name leads to', () => {
  const { told } = new AddressRefused('db.example', "a cloud's metadata address");
  assert.equal(
    sayingText(told, 'zh'),
    'db.example 解析为云平台元数据地址，步骤不会向此类地址发送；可在引擎的 “http: {allow: […]}” 中放行',
  );
});

test('request and webhook steps fail at once, say what allows it, and show no token', async () => {
  await using server = await open();
  const url = `http://127.0.0.1:${server.port}/hook/t0psecret`;
  const file = `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
mode: { steps: DAG }
steps:
  - { name: say, type: print-message-in-status, properties: { message: "${url}" }, outputs: [{ name: to, valueFrom: parameter.message }] }
  - { name: ask, type: request, inputs: [{ from: to, parameterKey: url }] }
  - { name: tell, type: webhook, properties: { url: { secretRef: { name: hook, key: url } }, data: {} } }
  - { name: odd, type: request, properties: { url: "https://ci.example.com", header: { authorization: "Bearer t0p\\nsecret" } } }
`;
  await using place = await openPlace({ files: { 'w.yaml': file }, secrets: { hook: { url } } });
  await using running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  const end = await until('the end', async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && ended(snapshot) && snapshot;
  });
  const refused =
    '127.0.0.1 is a loopback address, which steps do not send to; "http: {allow: […]}" of the engine can allow it';
  assert.deepEqual(
    end.steps.slice(1).map(({ phase, message }) => [phase, message]),
    [
      ['failed', refused],
      ['failed', refused],
      [
        'failed',
        'what is to be sent to ci.example.com is no HTTP request: look at its address and its headers',
      ],
    ],
  );
  const [, , told, odd] = end.steps.map((step) => sayingText(step, 'zh'));
  assert.equal(
    told,
    '127.0.0.1 是本机回环地址，步骤不会向此类地址发送；可在引擎的 “http: {allow: […]}” 中放行',
  );
  assert.equal(odd, '要发往 ci.example.com 的内容不是有效的 HTTP 请求：请检查地址和请求头');
  assert.equal(server.calls(), 0);
});
