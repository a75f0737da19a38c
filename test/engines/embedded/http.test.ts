import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import type { Target } from '../../../src/engines/embedded/options.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { openPlace, type Place, type Running, startEngine } from './bench.ts';

type Call = { method: string; path: string; headers: IncomingHttpHeaders; body: string };
type Answer = (response: ServerResponse, call: Call) => void;

type Bench = AsyncDisposable & {
  running: Running;
  place: Place;
  clock: HandClock;
  calls: Call[];
  host: string;
};

const json =
  (value: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };

/** A server on 127.0.0.1 that gives the answers in turn, the last one again and again. `HOST` in the file stands for it. Steps may send there, a target always may. */
async function open(file: string, answers: readonly Answer[], target?: Omit<Target, 'name'>): Promise<Bench> {
  const calls: Call[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const call = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
      };
      calls.push(call);
      (answers[calls.length - 1] ?? answers.at(-1))?.(response, call);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = createHandClock();
  const put = (value: string): string => value.replaceAll('HOST', host);
  const http = target?.http === undefined ? undefined : { ...target.http, url: put(target.http.url) };
  const targets = target === undefined ? [] : [{ name: 'hook', ...target, http }];
  const secrets = { hook: { url: `http://${host}/secret?token=t0psecret` } };
  const place = await openPlace({
    files: { 'w.yaml': put(file) },
    clock,
    secrets,
    targets,
    http: { allow: target === undefined ? ['127.0.0.1'] : [] },
  });
  const running = await startEngine(place, clock);
  return {
    running,
    place,
    clock,
    calls,
    host,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const workflow = (step: string): string => `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps:
  - ${step}
`;

async function start({ running }: Bench): Promise<string> {
  return (await running.engine.run(request('w'), 'k')).ref;
}

function state({ running }: Bench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`a state of run ${ref}`, async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

/** Turns the clock, a second at a time, until the run is there. */
function turnUntil(bench: Bench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(
    `a state of run ${ref}`,
    async () => {
      const snapshot = await bench.running.engine.look(ref);
      if (snapshot !== undefined && is(snapshot)) return snapshot;
      if (snapshot?.steps[0]?.message?.startsWith('try') === true) await bench.clock.turn(1000);
      return undefined;
    },
    30_000,
  );
}

const ended = (snapshot: RunSnapshot): boolean => isFinal(snapshot.phase);

/** What the first step says to a Chinese reader. */
const inChinese = ({ steps }: RunSnapshot): string | undefined => sayingText(steps[0] ?? {}, 'zh');

test('request sends what the step says and hands its answer on', async () => {
  const step = `{ name: call, type: request, properties: { url: "http://HOST/x?a=1", method: POST, body: { b: 2 }, header: { X-Y: z } }, outputs: [{ name: id, valueFrom: response.id }] }
  - { name: say, type: print-message-in-status, inputs: [{ from: id, parameterKey: message }] }`;
  await using bench = await open(workflow(step), [json({ id: 'job-7' })]);
  const end = await state(bench, await start(bench), ended);
  assert.equal(end.steps[1]?.message, 'job-7', JSON.stringify(end.steps));
  const [call] = bench.calls;
  assert.deepEqual([call?.method, call?.path, call?.body], ['POST', '/x?a=1', '{"b":2}']);
  assert.equal(call?.headers['x-y'], 'z');
  assert.equal(call?.headers['content-type'], 'application/json');
  assert.match(call?.headers['idempotency-key']?.toString() ?? '', /^local-\d+-[0-9a-f-]{36}$/);
});

test('a whole number of which the digits are lost is not sent on; what is near it is', async () => {
  const step = `{ name: call, type: request, properties: { url: "http://HOST/" }, outputs: [{ name: id, valueFrom: response.id }, { name: near, valueFrom: response.near }] }
  - { name: near, type: request, properties: { url: "http://HOST/near", method: POST }, inputs: [{ from: near, parameterKey: body.near }] }
  - { name: far, type: request, properties: { url: "http://HOST/far", method: POST }, inputs: [{ from: id, parameterKey: body.id }] }`;
  const raw = '{"id":12345678901234567890,"near":[9007199254740991,-9007199254740991,0.1,1.5e10]}';
  await using bench = await open(workflow(step), [(response) => response.end(raw), json({}), json({})]);
  const end = await state(bench, await start(bench), ended);
  assert.deepEqual(
    bench.calls.map(({ path, body }) => [path, body]),
    [
      ['/', ''],
      ['/near', '{"near":[9007199254740991,-9007199254740991,0.1,15000000000]}'],
    ],
  );
  assert.match(end.steps[2]?.message ?? '', /^body\.id is a whole number past 2\^53/);
});

test('request: over 400 fails at once, 400 itself passes, as on KubeVela; the address is not shown', async () => {
  const url = 'http://HOST/hook/t0psecret?token=t0psecret';
  await using bench = await open(workflow(`{ name: call, type: request, properties: { url: "${url}" } }`), [
    json({}, 401),
  ]);
  const end = await state(bench, await start(bench), ended);
  assert.equal(end.phase, 'failed');
  assert.equal(end.steps[0]?.message, `${bench.host} answered 401`);
  assert.equal(inChinese(end), `${bench.host} 返回状态码 401`);
  assert.equal(bench.calls.length, 1);

  await using other = await open(workflow(`{ name: call, type: request, properties: { url: "${url}" } }`), [
    json({}, 400),
  ]);
  assert.equal((await state(other, await start(other), ended)).phase, 'succeeded');
});

test("what may pass is tried again with the same key and KubeVela's pauses, through a restart", async () => {
  const cut: Answer = (response) => response.destroy();
  const step = '{ name: call, type: request, properties: { url: "http://HOST/x" } }';
  const noJson: Answer = (response) => response.end('<html>');
  await using bench = await open(workflow(step), [cut, noJson, json({ ok: true })]);
  const ref = await start(bench);
  const first = await state(bench, ref, (s) => s.steps[0]?.message?.startsWith('try 1 of 11') === true);
  assert.match(
    first.steps[0]?.message ?? '',
    /^try 1 of 11 failed, next in 1 s: 127\.0\.0\.1:\d+: other side closed$/,
  );
  assert.equal(inChinese(first), `第 1 次尝试失败（共 11 次），1 秒后重试：${bench.host}：other side closed`);
  await bench.running.restart();
  const second = await turnUntil(bench, ref, (s) => s.steps[0]?.message?.startsWith('try 2') === true);
  assert.match(second.steps[0]?.message ?? '', /the answer of .* \(200\) is not JSON$/);
  assert.match(inChinese(second) ?? '', /：127\.0\.0\.1:\d+ 的响应（状态码 200）不是 JSON$/);
  assert.equal((await turnUntil(bench, ref, ended)).phase, 'succeeded');
  assert.equal(new Set(bench.calls.map((c) => c.headers['idempotency-key'])).size, 1);
  assert.equal(bench.calls.length, 3);
});

test('after the eleventh failure the step gives up; a retry starts a new attempt with another key', async () => {
  const step =
    '{ name: call, type: webhook, properties: { url: { value: "http://HOST/x" }, data: { a: 1 } } }';
  const answers = [...Array.from({ length: 11 }, () => json({}, 503)), json({}, 204)];
  await using bench = await open(workflow(step), answers);
  const ref = await start(bench);
  const begun = bench.clock.now();
  const end = await turnUntil(bench, ref, ended);
  assert.equal(end.phase, 'failed');
  assert.equal(end.steps[0]?.message, `failed 11 times, at last: ${bench.host} answered 503`);
  assert.equal(inChinese(end), `已失败 11 次，最后一次：${bench.host} 返回状态码 503`);
  const seconds = ((end.steps[0]?.endedAt ?? 0) - begun) / 1000;
  // 1+1+1+1+1+1+3+6+12+25, and up to a second for each time that the hand of the clock was turned too far.
  assert.ok(seconds >= 52 && seconds < 64, `${seconds} s`);
  assert.equal(bench.calls.length, 11);
  await bench.running.engine.act(ref, 'retry', { name: 'Ada' }, 'a');
  assert.equal((await state(bench, ref, ended)).phase, 'succeeded');
  const keys = bench.calls.map((c) => c.headers['idempotency-key']);
  assert.equal(new Set(keys.slice(0, 11)).size, 1);
  assert.notEqual(keys[11], keys[0]);
});

test("webhook posts the Application with the run's parameters, to an address from config", async () => {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w, labels: { team: shop } }
spec:
  components: [{ name: web, type: webservice, properties: { image: "a:1" } }]
  workflow:
    steps: [{ name: call, type: webhook, properties: { url: { secretRef: { name: hook, key: url } } } }]
`;
  await using bench = await open(file, [json({}, 200)]);
  const parameters = [{ sets: 'components.web.properties.image', value: 'a:2' }];
  const { ref } = await bench.running.engine.run({ ...request('w'), parameters }, 'k');
  assert.equal((await state(bench, ref, ended)).phase, 'succeeded');
  const body = JSON.parse(bench.calls[0]?.body ?? '');
  assert.equal(body.kind, 'Application');
  assert.deepEqual(body.metadata.labels, { team: 'shop' });
  assert.equal(body.spec.components[0].properties.image, 'a:2');
  assert.equal(bench.calls[0]?.path, '/secret?token=t0psecret');
});

test('redirects: a GET follows them, anything else does not', async () => {
  const away: Answer = (response) => response.writeHead(302, { location: '/there' }).end();
  await using get = await open(workflow('{ name: c, type: request, properties: { url: "http://HOST/x" } }'), [
    away,
    json({}),
  ]);
  assert.equal((await state(get, await start(get), ended)).phase, 'succeeded');
  assert.equal(get.calls[1]?.path, '/there');
  await using post = await open(
    workflow('{ name: c, type: webhook, properties: { url: "http://HOST/x", data: {} } }'),
    [away],
  );
  const end = await state(post, await start(post), ended);
  assert.equal(end.steps[0]?.message, `${post.host} answered 302, a redirect, which is not followed`);
  assert.equal(inChinese(end), `${post.host} 返回状态码 302（重定向），不会跟随重定向`);
});

test('whoever a GET is sent on to gets its headers at the same origin only, and a circle ends', async () => {
  const step = (url: string): string =>
    workflow(`{ name: c, type: request, properties: { url: "${url}", header: { x-api-key: s3cret } } }`);
  await using there = await open(step('http://HOST/x'), [json({})]);
  const away: Answer = (response) =>
    response.writeHead(302, { location: `http://${there.host}/there` }).end();
  const home: Answer = (response) => response.writeHead(307, { location: '/home' }).end();
  await using here = await open(step('http://HOST/x'), [home, away]);
  assert.equal((await state(here, await start(here), ended)).phase, 'succeeded');
  assert.deepEqual(
    here.calls.map(({ headers }) => headers['x-api-key']),
    ['s3cret', 's3cret'],
  );
  assert.equal(there.calls[0]?.path, '/there');
  assert.equal(there.calls[0]?.headers['x-api-key'], undefined);
  await using round = await open(step('http://HOST/x'), [home]);
  const end = await state(round, await start(round), ended);
  assert.match(end.steps[0]?.message ?? '', /answered 307, a redirect, which is not followed/);
  assert.equal(round.calls.length, 6);
});

test('a header can be a secret of the engine, which is stored and shown nowhere', async () => {
  const token = '{ header: private-token, secret: hook, key: url }';
  const step = workflow(
    `{ name: c, type: request, properties: { url: "http://HOST/x", headersFromSecret: [${token}] } }`,
  );
  await using bench = await open(step, [json({}, 500)]);
  const end = await state(bench, await start(bench), ended);
  assert.match(String(bench.calls[0]?.headers['private-token']), /t0psecret$/);
  assert.doesNotMatch(JSON.stringify(end), /t0psecret/);
});

test('a secret that an address sends back is shown nowhere, also where a step prints it and the line is cut in it', async () => {
  const echo: Answer = (response, call) => json({ got: call.headers['private-token'] })(response, call);
  const token = '{ header: private-token, secret: hook, key: url }';
  const dashes = '-'.repeat(280);
  const step = `{ name: c, type: request, properties: { url: "http://HOST/x", headersFromSecret: [${token}] },
      outputs: [{ name: got, valueFrom: response.got }, { name: long, valueFrom: '"${dashes}\\(response.got)"' }] }
  - { name: say, type: print-message-in-status, inputs: [{ from: got, parameterKey: message }] }
  - { name: long, type: print-message-in-status, inputs: [{ from: long, parameterKey: message }] }
  - { name: ask, type: suspend, inputs: [{ from: got, parameterKey: message }] }`;
  await using bench = await open(workflow(step), [echo]);
  const asking = await state(bench, await start(bench), ({ gates }) => gates.length > 0);
  assert.deepEqual(
    asking.steps.slice(1).map(({ message }) => message),
    ['***', `${dashes}***…`, '***'],
  );
  assert.equal(asking.gates[0]?.message, '***');
  const { told } = bench.running;
  await until('the observer to be told', () => Promise.resolve(told.some(({ gates }) => gates.length > 0)));
  assert.doesNotMatch(JSON.stringify(told), /127\.0\.0\.1|t0psecret/);
});

test('an answer that stands too deep in itself fails its step at once, and the run goes on', async () => {
  const nested =
    (levels: number): Answer =>
    (response) => {
      response.end('['.repeat(levels) + ']'.repeat(levels));
    };
  const step = `{ name: c, type: request, properties: { url: "http://HOST/x" }, outputs: [{ name: all, valueFrom: response }] }
  - { name: p, type: webhook, if: status.c.succeeded, inputs: [{ from: all, parameterKey: data.all }], properties: { url: "http://HOST/y" } }`;
  await using bench = await open(workflow(step), [nested(100_000)]);
  const end = await state(bench, await start(bench), ended);
  assert.match(end.steps[0]?.message ?? '', /has more than 500 lists and objects in each other$/);
  assert.equal(bench.calls.length, 1);
  await using fits = await open(workflow(step), [nested(500), nested(1)]);
  assert.equal((await state(fits, await start(fits), ended)).phase, 'succeeded');
  assert.equal(fits.calls[1]?.body.length, '{"all":}'.length + 1000);
});

test('an answer without end is cut, a slow one is given up', async () => {
  const endless: Answer = (response) => {
    const chunk = 'x'.repeat(100_000);
    const more = (): void => {
      while (response.write(chunk)) if (response.destroyed) return;
    };
    response.on('drain', more);
    more();
  };
  const step = '{ name: c, type: request, properties: { url: "http://HOST/x" } }';
  await using large = await open(workflow(step), [endless]);
  const end = await state(large, await start(large), ended);
  assert.match(end.steps[0]?.message ?? '', /over the limit of 1000000 bytes$/);
  assert.equal(inChinese(end), `${large.host} 的响应超过上限 1000000 字节`);

  await using slow = await open(workflow(step), [() => {}, json({})]);
  const ref = await start(slow);
  await until('the request', () => slow.calls.length === 1);
  await slow.clock.turn(10_000);
  const waiting = await state(slow, ref, (s) => s.steps[0]?.message !== undefined);
  assert.match(waiting.steps[0]?.message ?? '', /no answer within 10 s$/);
  assert.match(inChinese(waiting) ?? '', /：127\.0\.0\.1:\d+ 在 10 秒内没有响应$/);
  assert.equal((await turnUntil(slow, ref, ended)).phase, 'succeeded');
});

test("a request in flight ends with the step's timeout, and with a cancel", async () => {
  const step = '{ name: c, type: request, timeout: 5s, properties: { url: "http://HOST/x" } }';
  await using bench = await open(workflow(step), [() => {}]);
  const ref = await start(bench);
  await until('the request', () => bench.calls.length === 1);
  await bench.clock.turn(5_000);
  const end = await state(bench, ref, ended);
  assert.equal(end.steps[0]?.message, 'not finished within 5 s');
  assert.equal(end.phase, 'failed');

  const again = (await bench.running.engine.run(request('w'), 'k2')).ref;
  await until('the second request', () => bench.calls.length === 2);
  await bench.running.engine.act(again, 'cancel', { name: 'Ada' }, 'a');
  const cancelled = await state(bench, again, ended);
  assert.equal(cancelled.phase, 'terminated');
  assert.equal(cancelled.steps[0]?.message, 'cancelled by Ada');
});

test('an HTTP target gets the component and its context, and its answer is the output', async () => {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: web, type: webservice, properties: { image: "a:1" }, traits: [{ type: ingress }] }]
  workflow:
    steps:
      - { name: go, type: apply-component, properties: { component: web, cluster: c1 }, outputs: [{ name: x, valueFrom: output.say }] }
      - { name: say, type: print-message-in-status, inputs: [{ from: x, parameterKey: message }] }
`;
  const http = { url: 'http://HOST/deploy', headers: { authorization: 'Bearer t0psecret' }, timeoutMs: 1000 };
  await using bench = await open(file, [json({ say: 'placed' })], { http });
  const ref = await start(bench);
  const end = await state(bench, ref, ended);
  assert.equal(end.steps[1]?.message, 'placed');
  const body = JSON.parse(bench.calls[0]?.body ?? '');
  assert.equal(bench.calls[0]?.headers.authorization, 'Bearer t0psecret');
  assert.deepEqual(
    [body.name, body.type, body.properties, body.traits],
    ['web', 'webservice', { image: 'a:1' }, [{ type: 'ingress' }]],
  );
  const { app, environment, workflow: name, run, step, cluster } = body.context;
  assert.deepEqual([app, environment, name, run, step, cluster], ['shop', 'prod', 'w', ref, 'go', 'c1']);

  await using refusing = await open(file, [json({}, 422)], { http });
  const failed = await state(refusing, await start(refusing), ended);
  assert.equal(failed.steps[0]?.message, `${refusing.host} answered 422`);
});

test('a component that no target takes in this environment fails its step, which says what there is', async () => {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: web, type: webservice }]
  workflow: { steps: [{ name: go, type: deploy }] }
`;
  const http = { url: 'http://HOST/deploy', headers: {}, timeoutMs: 1000 };
  await using bench = await open(file, [json({})], { http, environments: ['staging'] });
  const end = await state(bench, await start(bench), ended);
  assert.equal(
    end.steps[0]?.message,
    'no target takes component "web" of type "webservice" in "prod" (targets: hook takes all types in staging)',
  );
  assert.equal(
    inChinese(end),
    '环境“prod”中没有目标接收组件“web”（类型“webservice”）：targets：hook 接收的类型：所有类型，环境：staging',
  );
});
