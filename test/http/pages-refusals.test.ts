import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createLinks, DECIDE_LINK_MS, RUN_LINK_MS } from '../../src/domain/link.ts';
import type { RunView } from '../../src/domain/run-view.ts';
import { directory } from '../ring/harness.ts';
import { openPages, type PagesHouse, PUBLIC, press, textOf } from './pages-house.ts';

let pages: PagesHouse;
let run: RunView;

before(async () => {
  // Chen was an approver when the gate opened and has been taken out of the configuration since.
  const people = directory.people.filter(({ id }) => id !== 'chen');
  pages = await openPages(createDirectory({ ...directory, people }));
  run = await pages.ask();
});

after(async () => {
  await pages.close();
});

async function nothingHappened(): Promise<void> {
  const { db } = pages.house;
  const rows = await db.read.select().from(db.schema.inbox);
  assert.equal(rows.filter(({ event }) => event.deed.kind === 'link').length, 0);
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'open');
}

test('whatever was not signed here for this page is answered alike', async () => {
  const decide = pages.decideLink(run, 'ben');
  const read = pages.runLink(run);
  const token = (link: string): string => link.slice(link.lastIndexOf('/') + 1);
  const forger = createLinks({
    publicUrl: PUBLIC,
    secret: 'somebody else’s secret, of thirty-two characters',
  });
  const base = decide.slice(0, decide.indexOf('/decide/'));
  const [payload = '', signature = ''] = token(decide).split('.');
  const addresses = [
    pages.decideLink(run, 'ben', forger),
    `${base}/decide/${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
    `${base}/decide/${payload.replace(/^./, 'f')}.${signature}`,
    `${base}/decide/${payload}`,
    `${base}/decide/`,
    `${base}/decide/${'x'.repeat(5000)}`,
    `${base}/decide/${token(read)}`,
    `${base}/runs/${token(decide)}`,
    `${base}/runs/a/b.c`,
  ];
  const answers = new Set<string>();
  for (const address of addresses) {
    const response = await fetch(address);
    assert.equal(response.status, 404, address);
    answers.add(await response.text());
    if (!address.includes('/decide/')) continue;
    const pressed = await press(address, { verdict: 'approve', reason: '' });
    assert.equal(pressed.status, 404, address);
    answers.add(await pressed.text());
  }
  assert.equal(answers.size, 1);
  assert.match(textOf([...answers][0] ?? ''), /This link does not work/);
  await nothingHappened();
});

test('the link of a person who was taken out of the configuration says so; the others’ go on', async () => {
  const link = pages.decideLink(run, 'chen');
  for (const response of [await fetch(link), await press(link, { verdict: 'approve', reason: '' })]) {
    assert.equal(response.status, 403);
    const text = textOf(await response.text());
    assert.match(text, /no longer configured, so it decides nothing/);
    assert.doesNotMatch(text, /Shop|go/u);
  }
  await nothingHappened();
  assert.equal((await fetch(pages.decideLink(run, 'ben'))).status, 200);
});

test('a known person who may not decide reads nothing of the run', async () => {
  const link = pages.decideLink(run, 'dana');
  for (const response of [await fetch(link), await press(link, { verdict: 'approve', reason: '' })]) {
    assert.equal(response.status, 403);
    const text = textOf(await response.text());
    assert.match(text, /You may not decide “go” of run #\d+\. It waits for: Ben, chen\./);
    assert.doesNotMatch(text, /Shop|Go on\?/);
  }
  await nothingHappened();
});

test('a form that another site sends is refused, whichever way the browser tells', async () => {
  const link = pages.decideLink(run, 'ben');
  const form = { verdict: 'approve', reason: '' };
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: PUBLIC },
    { origin: 'https://evil.example.com' },
  ] as Record<string, string>[]) {
    const response = await press(link, form, headers);
    assert.equal(response.status, 403, JSON.stringify(headers));
    assert.match(textOf(await response.text()), /This came from another page/);
  }
  await nothingHappened();
  // These pass: the missing verdict is what is wrong with them.
  for (const headers of [
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { origin: 'null' },
    { origin: PUBLIC },
    {},
  ] as Record<string, string>[])
    assert.equal((await press(link, {}, headers)).status, 400, JSON.stringify(headers));
});

test('other methods, other bodies and large ones are refused as pages', async () => {
  const read = pages.runLink(run);
  const decide = pages.decideLink(run, 'ben');
  for (const [address, method, allow] of [
    [read, 'POST', 'GET, HEAD'],
    [read, 'DELETE', 'GET, HEAD'],
    [decide, 'PUT', 'GET, HEAD, POST'],
  ] as const) {
    const response = await fetch(address, { method, body: 'verdict=approve' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), allow);
    assert.doesNotMatch(await response.text(), new RegExp(address.slice(-43)));
  }
  const json = await fetch(decide, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"verdict":"approve"}',
  });
  assert.equal(json.status, 415);
  const large = await press(decide, { verdict: 'approve', reason: 'x'.repeat(33 * 1024) });
  assert.equal(large.status, 413);
  for (const response of [json, large])
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  await nothingHappened();
});

test('what the pages log and answer holds no token', async () => {
  const link = pages.decideLink(run, 'ben');
  const token = link.slice(link.lastIndexOf('/') + 1);
  pages.breakStorage(true);
  const response = await press(link, { verdict: 'approve', reason: '' }).finally(() =>
    pages.breakStorage(false),
  );
  assert.equal(response.status, 503);
  assert.equal((await response.text()).includes(token), false);
  assert.equal((await (await fetch(link)).text()).includes(token), false);
  assert.ok(pages.logged.some((line) => line.includes('could not be stored')));
  const [payload = '', signature = ''] = token.split('.');
  assert.ok(signature.length > 20);
  for (const line of pages.logged) assert.ok(!line.includes(payload) && !line.includes(signature), line);
  await nothingHappened();
});

// The last one: time does not go back.
test('a link that is over says so, and decides nothing', async () => {
  const decide = pages.decideLink(run, 'ben');
  await pages.clock.turn(DECIDE_LINK_MS - 60_000);
  assert.equal((await fetch(decide)).status, 200);
  await pages.clock.turn(120_000);
  for (const response of [await fetch(decide), await press(decide, { verdict: 'approve', reason: '' })]) {
    assert.equal(response.status, 410);
    assert.match(textOf(await response.text()), /This link has expired/);
  }
  assert.equal((await fetch(pages.runLink(run))).status, 200);
  await pages.clock.turn(RUN_LINK_MS);
  assert.equal((await fetch(pages.runLink(run))).status, 410);
  await nothingHappened();
});
