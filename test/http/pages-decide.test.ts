import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { REASON_MAX } from '../../src/domain/verb.ts';
import { settleApproval } from '../../src/store/approvals.ts';
import { until } from '../until.ts';
import { openPages, type PagesHouse, PUBLIC, press, textOf } from './pages-house.ts';

let pages: PagesHouse;

before(async () => {
  pages = await openPages();
});

after(async () => {
  await pages.close();
});

/** What was done by link, each with where its answer is. */
async function linkEvents(approval: number | undefined) {
  const { db } = pages.house;
  const rows = await db.read.select().from(db.schema.inbox);
  return rows.filter(({ event: { deed } }) => deed.kind === 'link' && deed.approval === approval);
}

test('opening, heading and prefetching a personal page changes nothing', async () => {
  const run = await pages.ask();
  const link = pages.decideLink(run, 'ben');
  const { db } = pages.house;
  const before = await db.read.select().from(db.schema.inbox);
  for (const [method, headers] of [
    ['GET', {}],
    ['HEAD', {}],
    ['GET', { purpose: 'prefetch', 'sec-purpose': 'prefetch' }],
    ['GET', { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }],
  ] as const) {
    const response = await fetch(link, { method, headers });
    assert.equal(response.status, 200);
    const body = await response.text();
    assert.equal(body.includes('<form'), method === 'GET');
  }
  assert.deepEqual(await db.read.select().from(db.schema.inbox), before);
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'open');
});

test('the page says who one is, what is asked and how long the link lives', async () => {
  const run = await pages.ask();
  const text = textOf(await (await fetch(pages.decideLink(run, 'ben'))).text());
  assert.match(text, /You are Ben · chat/);
  assert.match(text, /“go” needs your decision/);
  assert.match(text, /Go on\?/);
  assert.match(text, /Good until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
});

test('an approval by link goes through to the engine, is answered on the page, and is answered nowhere else', async () => {
  const run = await pages.ask();
  const [approval] = run.approvals;
  const response = await press(pages.decideLink(run, 'ben'), { verdict: 'approve', reason: 'looks fine' });
  assert.equal(response.status, 200);
  const markup = await response.text();
  assert.match(textOf(markup), new RegExp(`You approved “go” of run #${run.id}\\.`));
  assert.doesNotMatch(markup, /<form/);
  const settled = await until('the end of the run', async () => {
    const now = await pages.view(run.id);
    return now.phase === 'succeeded' ? now : undefined;
  });
  const { at: _, ...decision } = settled.approvals[0]?.votes.at(-1) ?? {};
  assert.deepEqual(decision, {
    person: 'ben',
    seat: null,
    verdict: 'approve',
    reason: 'looks fine',
    fields: {},
    breakGlass: false,
    platform: 'chat',
  });
  const { db } = pages.house;
  const decisions = await db.read.select().from(db.schema.decisions);
  assert.equal(decisions.find((one) => one.approval === approval?.id)?.surface, 'link');
  await until('the answer to be noted down as shown', async () =>
    (await linkEvents(approval?.id)).every(({ replyState }) => replyState === 'delivered'),
  );
  assert.deepEqual(pages.house.chat.answers, []);
});

test('a rejection needs a reason: the form comes back with what is missing, then the same link rejects', async () => {
  const run = await pages.ask();
  const link = pages.decideLink(run, 'ben');
  const refused = await press(link, { verdict: 'reject', reason: '  \r\n ' });
  assert.equal(refused.status, 422);
  const markup = await refused.text();
  assert.match(markup, /aria-invalid="true"/);
  assert.match(markup, /id="reason-error"[^>]*>Please say why\./);
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'open');

  const rejected = await press(link, { verdict: 'reject', reason: 'red\r\ntests' });
  assert.match(textOf(await rejected.text()), /You rejected “go”/);
  const { approvals } = await pages.view(run.id);
  assert.equal(approvals[0]?.state, 'rejected');
  assert.equal(approvals[0]?.votes.at(-1)?.reason, 'red\ntests');
});

test('a reason that is too long stays in the form, whichever button was pressed', async () => {
  const run = await pages.ask();
  const reason = 'x'.repeat(REASON_MAX + 1);
  for (const verdict of ['approve', 'reject']) {
    const response = await press(pages.decideLink(run, 'ben'), { verdict, reason });
    assert.equal(response.status, 422);
    const markup = await response.text();
    assert.match(textOf(markup), /The reason has 501 characters; at most 500 fit/);
    assert.ok(markup.includes(`\n${reason}</textarea>`));
  }
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'open');
});

test('a double submit is one event, and both are told the same', async () => {
  const run = await pages.ask();
  const link = pages.decideLink(run, 'ben');
  const form = { verdict: 'approve', reason: '' };
  const answers = await Promise.all([press(link, form), press(link, form)]);
  answers.push(await press(link, form));
  for (const answer of answers) {
    assert.equal(answer.status, 200);
    assert.match(textOf(await answer.text()), /You approved “go”/);
  }
  assert.equal((await linkEvents(run.approvals[0]?.id)).length, 1);
});

test('once decided, a link shows what was decided and offers nothing', async () => {
  const run = await pages.ask();
  await press(pages.decideLink(run, 'ben'), { verdict: 'reject', reason: 'not today' });
  const own = await (await fetch(pages.decideLink(run, 'ben'))).text();
  assert.match(textOf(own), /You rejected “go”.*Reason: not today/);
  const markup = await (await fetch(pages.decideLink(run, 'chen'))).text();
  assert.match(textOf(markup), /“go”已由 Ben 拒绝。/);
  for (const page of [own, markup]) {
    assert.doesNotMatch(page, /<form|<button|<textarea/);
    assert.ok(page.includes(`href="${PUBLIC}/runs/`));
  }

  const late = await press(pages.decideLink(run, 'chen'), { verdict: 'approve', reason: '' });
  assert.equal(late.status, 409);
  assert.match(textOf(await late.text()), /已由 Ben 拒绝，你的操作没有改变任何内容/);
  assert.equal((await pages.view(run.id)).approvals[0]?.votes.at(-1)?.person, 'ben');
});

test('a run that was cancelled meanwhile is said to be over', async () => {
  const run = await pages.ask();
  const { db } = pages.house;
  const [approval] = run.approvals;
  assert.ok(approval);
  await db.tx((tx) => settleApproval(tx, approval.id, 'withdrawn', 1, 'run-ended'));
  const markup = await (await fetch(pages.decideLink(run, 'ben'))).text();
  assert.match(textOf(markup), /does not wait any more: the run is over\. Nothing was decided here\./);
  assert.doesNotMatch(markup, /<form/);
});

test('a form without a verdict decides nothing and is shown again', async () => {
  const run = await pages.ask();
  const response = await press(pages.decideLink(run, 'ben'), { verdict: 'maybe', reason: 'hm & <hm>' });
  assert.equal(response.status, 400);
  const markup = await response.text();
  assert.match(textOf(markup), /Nothing was decided: press Approve or Reject\./);
  assert.match(markup, /hm &amp; &lt;hm&gt;<\/textarea>/);
  assert.deepEqual(await linkEvents(run.approvals[0]?.id), []);
});

test('what cannot be stored is not decided: 503, the form keeps what was typed, and the next try counts', async () => {
  const run = await pages.ask();
  const link = pages.decideLink(run, 'ben');
  const form = { verdict: 'reject', reason: 'the tests are red' };
  pages.breakStorage(true);
  const response = await press(link, form).finally(() => pages.breakStorage(false));
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '10');
  const markup = await response.text();
  assert.match(textOf(markup), /could not be stored\. Please try again in a moment/);
  assert.match(markup, /the tests are red<\/textarea>/);
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'open');
  assert.equal((await press(link, form)).status, 200);
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'rejected');
});
