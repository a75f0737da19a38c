import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLinks, DECIDE_LINK_MS, LOG_LINK_MS, RUN_LINK_MS, runAddress } from '../../src/domain/link.ts';

const SECRET = 'a secret of some length';
const links = createLinks({ publicUrl: 'https://bot.example', secret: SECRET });
const UNTIL = 5000;
const DECIDE = { kind: 'decide', approval: 7, platform: 'feishu', account: 'ou_1' } as const;
const LOGS = { kind: 'logs', run: 3, platform: 'feishu', account: 'ou_1' } as const;

function tokenOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}

/** A token that is signed with our secret, whatever it says. */
function signed(payload: string): string {
  const signature = createHmac('sha256', SECRET).update(`greenlight-link-1\n${payload}`).digest('base64url');
  return `${payload}.${signature}`;
}

test('a link says what it is for, until its time is over', () => {
  for (const target of [{ kind: 'run', run: 3 } as const, LOGS, DECIDE]) {
    const token = tokenOf(links.address(target, UNTIL));
    assert.deepEqual(links.read(token, UNTIL - 1), target);
    assert.equal(links.read(token, UNTIL), 'expired');
  }
});

test('each kind of link has its own page, and the same link the same address', () => {
  const run = links.address({ kind: 'run', run: 3 }, UNTIL);
  assert.match(run, /^https:\/\/bot\.example\/runs\/[\w-]+\.[\w-]{43}$/);
  assert.match(links.address(LOGS, UNTIL), /^https:\/\/bot\.example\/runs\/[\w-]+\.[\w-]{43}$/);
  assert.match(links.address(DECIDE, UNTIL), /^https:\/\/bot\.example\/decide\/[\w-]+\.[\w-]{43}$/);
  assert.equal(links.address({ kind: 'run', run: 3 }, UNTIL), run);
  assert.notEqual(links.address({ kind: 'run', run: 3 }, UNTIL + 1), run);
});

test('a link of yesterday’s server is read today: what is signed, and how, stays the same', () => {
  const payload = Buffer.from(JSON.stringify({ until: UNTIL, target: DECIDE })).toString('base64url');
  assert.equal(tokenOf(links.address(DECIDE, UNTIL)), signed(payload));
});

test('a link with any character changed, cut or added is none', () => {
  const token = tokenOf(links.address(DECIDE, UNTIL));
  const signature = token.indexOf('.') + 1;
  for (let at = 0; at < signature + 42; at++) {
    const other = token[at] === 'A' ? 'B' : 'A';
    assert.equal(links.read(token.slice(0, at) + other + token.slice(at + 1), 0), undefined);
    assert.equal(links.read(token.slice(0, at), 0), undefined);
  }
  assert.equal(links.read(`A${token}`, 0), undefined);
  assert.equal(links.read(`${token}AAAA`, 0), undefined);
});

test('another secret signs nothing for us', () => {
  const others = createLinks({ publicUrl: 'https://bot.example', secret: `${SECRET}!` });
  assert.equal(links.read(tokenOf(others.address(DECIDE, UNTIL)), 0), undefined);
});

test('no text that we did not sign is read, and none throws', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), (text) => assert.equal(links.read(text, 0), undefined)),
  );
  for (const text of ['', '.', 'a.', '.a']) assert.equal(links.read(text, 0), undefined);
});

test('a token longer than any of ours is not even looked at', () => {
  const padded = (account: string): string => tokenOf(links.address({ ...DECIDE, account }, UNTIL));
  const accounts = Array.from({ length: 900 }, (_, length) => 'a'.repeat(length));
  const longest = accounts.findLast((account) => padded(account).length <= 1000) ?? '';
  assert.ok(padded(longest).length >= 998);
  assert.notEqual(links.read(padded(longest), 0), undefined);
  assert.equal(links.read(padded(`${longest}aaa`), 0), undefined);
});

test('a payload that is signed with our secret but not one of ours is refused loudly', () => {
  const payloads = [
    {},
    { until: 1.5, target: { kind: 'run', run: 3 } },
    { until: UNTIL, target: { kind: 'run' } },
    { until: UNTIL, target: { kind: 'run', run: 3, more: true } },
    { until: UNTIL, target: { kind: 'run', approval: 7, platform: 'p', account: 'a' } },
    { until: UNTIL, target: { ...DECIDE, account: 7 } },
    { until: UNTIL, target: { ...DECIDE, more: true } },
    { until: UNTIL, target: { kind: 'run', run: 3, platform: 'p', account: 'a' } },
    { until: UNTIL, target: { ...LOGS, account: undefined } },
    { until: UNTIL, target: { ...LOGS, more: true } },
    { until: UNTIL, target: { kind: 'delete', run: 3 } },
  ];
  for (const payload of payloads) {
    const token = signed(Buffer.from(JSON.stringify(payload)).toString('base64url'));
    assert.throws(() => links.read(token, 0), JSON.stringify(payload));
  }
});

test('a page of a run is open for 30 days, a personal link to decide for 7, one to logs for 8 hours', () => {
  assert.deepEqual([RUN_LINK_MS, DECIDE_LINK_MS, LOG_LINK_MS], [2_592_000_000, 604_800_000, 28_800_000]);
});

test('the page of a run has one address, open for its time from when the run began', () => {
  const address = runAddress(links, { id: 3, createdAt: 1000 });
  assert.equal(address, links.address({ kind: 'run', run: 3 }, 1000 + RUN_LINK_MS));
  assert.deepEqual(links.read(tokenOf(address), 999 + RUN_LINK_MS), { kind: 'run', run: 3 });
  assert.equal(links.read(tokenOf(address), 1000 + RUN_LINK_MS), 'expired');
});
