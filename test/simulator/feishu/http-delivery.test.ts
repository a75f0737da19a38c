import assert from 'node:assert/strict';
import { createDecipheriv, createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { ADA, approvalCard, type Data, openTenant, ROOM, type Tenant } from './tenant.ts';

const encryptKey = 'test key';
const verificationToken = 'v-token';

type Post = { headers: IncomingHttpHeaders; body: string };
type Answer = { status: number; body: string };
type Receiver = { url: string; posts: Post[]; [Symbol.asyncDispose](): Promise<void> };

/** A bare server: what it gets stays readable, what it answers is said by the test. */
async function openReceiver(answer: (post: Post) => Answer): Promise<Receiver> {
  const posts: Post[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8');
    req.on('data', (chunk: string) => {
      body += chunk;
    });
    req.on('end', () => {
      const post = { headers: req.headers, body };
      posts.push(post);
      const { status, body: answered } = answer(post);
      res.writeHead(status).end(answered);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/feishu`,
    posts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function decrypt(body: string): Data {
  const raw = Buffer.from(String(JSON.parse(body).encrypt), 'base64');
  const key = createHash('sha256').update(encryptKey).digest();
  const cipher = createDecipheriv('aes-256-cbc', key, raw.subarray(0, 16));
  return JSON.parse(Buffer.concat([cipher.update(raw.subarray(16)), cipher.final()]).toString('utf8'));
}

function isGenuine({ headers, body }: Post): boolean {
  const timestamp = String(headers['x-lark-request-timestamp']);
  const nonce = String(headers['x-lark-request-nonce']);
  const signed = timestamp + nonce + encryptKey + body;
  return headers['x-lark-signature'] === createHash('sha256').update(signed).digest('hex');
}

function say({ feishu }: Tenant): void {
  feishu.people.say(ADA, ROOM, '/status', { mention: true });
}

const fine = (): Answer => ({ status: 200, body: '{}' });

test('events come encrypted and signed', async () => {
  await using receiver = await openReceiver(fine);
  await using tenant = await openTenant({ http: { eventsUrl: receiver.url, verificationToken, encryptKey } });
  say(tenant);
  const [post] = await until('the post', () => receiver.posts.length > 0 && receiver.posts);
  assert.ok(post && isGenuine(post));
  const event = decrypt(post.body);
  assert.equal((event.header as Data).event_type, 'im.message.receive_v1');
  assert.equal((event.header as Data).token, verificationToken);
  await until('the acknowledgement', () => tenant.feishu.pushes[0]?.ackedAt);
});

test('each way in which a delivery can be spoilt', async () => {
  await using receiver = await openReceiver(fine);
  await using tenant = await openTenant({ http: { eventsUrl: receiver.url, verificationToken, encryptKey } });
  const { faults } = tenant.feishu;
  const next = async (): Promise<Post> => {
    const before = receiver.posts.length;
    say(tenant);
    await until('the post', () => receiver.posts.length > before);
    const post = receiver.posts.at(-1);
    assert.ok(post);
    return post;
  };
  faults.http({ whitespace: true });
  const spaced = await next();
  assert.ok(isGenuine(spaced));
  assert.notEqual(spaced.body, JSON.stringify(JSON.parse(spaced.body)));
  faults.http({ escapes: true });
  const escaped = await next();
  assert.ok(isGenuine(escaped));
  assert.ok(escaped.body.includes('\\'));
  assert.equal((decrypt(escaped.body).header as Data).token, verificationToken);
  faults.http({ forged: true });
  assert.equal(isGenuine(await next()), false);
  faults.http({ unsigned: true });
  assert.equal((await next()).headers['x-lark-signature'], undefined);
  faults.http({ staleMs: 600_000 });
  const stale = await next();
  assert.ok(isGenuine(stale));
  const ageSeconds = Date.now() / 1_000 - Number(stale.headers['x-lark-request-timestamp']);
  assert.ok(ageSeconds > 590 && ageSeconds < 700);
  faults.http({ plain: true });
  assert.equal(JSON.parse((await next()).body).schema, '2.0');
  faults.http({ wrongToken: true });
  assert.notEqual((decrypt((await next()).body).header as Data).token, verificationToken);
  faults.http({});
  assert.ok(isGenuine(await next()));
});

test('an event is posted again until it is answered with 200', async () => {
  let failures = 2;
  await using receiver = await openReceiver(() => ({ status: failures-- > 0 ? 500 : 200, body: '' }));
  await using tenant = await openTenant({
    http: { eventsUrl: receiver.url, verificationToken },
    limits: { httpRetryDelaysMs: [5, 5, 5] },
  });
  say(tenant);
  await until('the acknowledgement', () => tenant.feishu.pushes.at(-1)?.ackedAt);
  assert.equal(receiver.posts.length, 3);
  const ids = receiver.posts.map((one) => JSON.parse(one.body).header.event_id);
  assert.equal(new Set(ids).size, 1);
});

test('a click over HTTP is answered in the body', async () => {
  const answers = ['{"toast":{"type":"success","content":"ok"}}', 'no json', ''];
  await using receiver = await openReceiver(() => ({ status: 200, body: answers.shift() ?? '{}' }));
  await using tenant = await openTenant({ http: { eventsUrl: receiver.url, verificationToken } });
  const id = await tenant.send(approvalCard());
  const outcomes: string[] = [];
  for (let i = 0; i < 3; i++) {
    const outcome = await tenant.feishu.people.click(ADA, id, 'approve');
    outcomes.push(outcome.acked ? String(outcome.toast?.content) : outcome.error);
  }
  assert.deepEqual(outcomes, ['ok', '200672', '108002']);
});

test('Feishu hangs up on an app that does not answer in time', async () => {
  let hungUp = false;
  const server = createServer((req) => req.socket.once('close', () => (hungUp = true)));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const eventsUrl = `http://127.0.0.1:${address.port}/`;
  await using tenant = await openTenant({ http: { eventsUrl, verificationToken }, limits: { ackMs: 60 } });
  const id = await tenant.send(approvalCard());
  const outcome = await tenant.feishu.people.click(ADA, id, 'approve');
  assert.equal(outcome.acked ? 'acked' : outcome.error, '200340');
  await until('the end', () => hungUp);
  server.close();
});

test('an address is challenged before it is used', async () => {
  const seen: Data[] = [];
  await using receiver = await openReceiver(({ body }) => {
    const sent: Data = JSON.parse(body).encrypt ? decrypt(body) : JSON.parse(body);
    seen.push(sent);
    const { challenge } = sent;
    return sent.token === verificationToken
      ? { status: 200, body: JSON.stringify({ challenge }) }
      : { status: 401, body: '{}' };
  });
  await using tenant = await openTenant({ http: { eventsUrl: receiver.url, verificationToken, encryptKey } });
  const { feishu } = tenant;
  assert.deepEqual(await feishu.challenge(), { status: 200, accepted: true });
  assert.deepEqual(await feishu.challenge({ encrypted: false }), { status: 200, accepted: true });
  assert.deepEqual(await feishu.challenge({ token: 'wrong' }), { status: 401, accepted: false });
  assert.ok(seen.every((one) => one.type === 'url_verification'));
});
