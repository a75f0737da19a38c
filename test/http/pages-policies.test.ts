import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunView } from '../../src/domain/run-view.ts';
import { settleApproval } from '../../src/store/approvals.ts';
import { command } from '../ring/harness.ts';
import { openPages, type PagesHouse, press, textOf } from './pages-house.ts';

let pages: PagesHouse;

before(async () => {
  pages = await openPages();
});

after(async () => {
  await pages.close();
});

const COMPLETE = { verdict: 'approve', reason: 'fine', 'field:ticket': 'OPS-7', 'field:window': 'now' };

async function opened(run: RunView, person: string): Promise<string> {
  return await (await fetch(pages.decideLink(run, person))).text();
}

async function votes(run: RunView) {
  return (await pages.view(run.id)).approvals[0]?.votes ?? [];
}

test('the form has the fields of the policy, says what is needed, whom it waits for and when it ends', async () => {
  const run = await pages.ask('asking');
  const markup = await opened(run, 'ben');
  assert.match(markup, /<label for="field-0">Change ticket<\/label><input id="field-0" name="field:ticket"/);
  assert.match(markup, /<select id="field-1" name="field:window"><option value="">Please choose<\/option>/);
  assert.match(markup, /<option value="to night">to night<\/option>/);
  // A field of this name could not be told from the reason.
  assert.doesNotMatch(markup, /field:reason/);
  const text = textOf(markup);
  assert.match(text, /Window may be left out/);
  assert.match(text, /Needed\. Everyone in the room will read it/);
  assert.match(text, /Waiting for: Ben · level 1 of 2/);
  assert.match(text, /⌛ Rejected by itself at \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
});

test('what is missing or wrong stands at its field, and everything that was typed is still there', async () => {
  const run = await pages.ask('asking');
  const typed = { ...COMPLETE, reason: ' ', 'field:ticket': 'x'.repeat(300), 'field:window': 'to night' };
  const response = await press(pages.decideLink(run, 'ben'), typed);
  assert.equal(response.status, 422);
  const markup = await response.text();
  assert.match(markup, /value="x{300}" [^>]*aria-invalid="true" aria-describedby="field-0-error" autofocus>/);
  assert.match(markup, /id="field-0-error" role="alert">“Change ticket” is too long/);
  assert.match(markup, /<option value="to night" selected>/);
  assert.match(markup, /id="reason-error" role="alert">Please say why\./);
  assert.equal(markup.match(/autofocus/g)?.length, 1);
  const forged = await press(pages.decideLink(run, 'ben'), { ...COMPLETE, 'field:window': 'some day' });
  assert.match(textOf(await forged.text()), /“some day” is none of the values of “Window”/);
  assert.deepEqual(await votes(run), []);
});

test('a vote that leaves the question open says so, is taken back once, and counts again when it is given again', async () => {
  const run = await pages.ask('asking');
  const link = pages.decideLink(run, 'ben');
  for (const turn of ['0', '1']) {
    const markup = await (await press(link, { ...COMPLETE, turn })).text();
    assert.match(textOf(markup), /Your vote counts: you approved “go”\. It still waits for: Chen, Dana\./);
    assert.match(markup, /<button name="verdict" value="revoke">Take my vote back/);
    assert.doesNotMatch(markup, /value="approve"/);
    assert.equal(await opened(run, 'ben'), markup);
    const [vote] = await votes(run);
    assert.deepEqual(vote?.fields, { ticket: 'OPS-7', window: 'now' });
    if (turn === '1') break;

    const back = { verdict: 'revoke', turn: '1' };
    const answers = await Promise.all([press(link, back), press(link, back)]);
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.match(textOf(await answer.text()), /You took back your vote on “go”/);
    }
    assert.deepEqual(await votes(run), []);
    // The first form once more, by the browser's history: it was counted, and taken back since.
    const old = await (await press(link, { ...COMPLETE, turn: '0' })).text();
    assert.match(old, /name="field:ticket"/);
    assert.deepEqual(await votes(run), []);
    assert.match(await opened(run, 'ben'), /name="turn" value="1"/);
  }
});

test('whoever is not needed now reads why, and may still reject where the policy lets them', async () => {
  const run = await pages.ask('asking');
  const markup = await opened(run, 'dana');
  assert.match(textOf(markup), /Your vote on “go” of run #\d+ is not needed now\. It waits for: Ben\./);
  assert.doesNotMatch(markup, /value="approve"|field:ticket/);
  assert.match(markup, /value="reject"/);
  const refused = await press(pages.decideLink(run, 'dana'), COMPLETE);
  assert.equal(refused.status, 409);
  assert.deepEqual(await votes(run), []);
  await press(pages.decideLink(run, 'dana'), { verdict: 'reject', reason: 'no' });
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'rejected');
});

test('a vote cannot be taken back by somebody who gave none', async () => {
  const run = await pages.ask('asking');
  const response = await press(pages.decideLink(run, 'ben'), { verdict: 'revoke' });
  assert.equal(response.status, 409);
  assert.match(textOf(await response.text()), /You have no vote on “go”/);
});

test('several approvers are all named', async () => {
  const run = await pages.ask('asking');
  await press(pages.decideLink(run, 'ben'), COMPLETE);
  const last = await press(pages.decideLink(run, 'dana'), COMPLETE);
  assert.match(textOf(await last.text()), /You approved “go”/);
  assert.match(textOf(await opened(run, 'ben')), /“go” was approved by Ben, Dana\./);
});

test('an approval by break-glass says that somebody did it alone', async () => {
  const run = await pages.ask('asking');
  assert.match(await command(pages.house, 'dana', `/flow break-glass ${run.id} because fire`), /approved/);
  const markup = await opened(run, 'ben');
  assert.match(textOf(markup), /“go” was approved by Dana alone, by break-glass\./);
  assert.doesNotMatch(markup, /<form/);
});

test('a question that nobody decided in time says what became of it', async () => {
  const run = await pages.ask('asking');
  const { db } = pages.house;
  const id = run.approvals[0]?.id ?? 0;
  await db.tx((tx) => settleApproval(tx, id, 'expired', 1));
  const markup = await opened(run, 'ben');
  assert.match(textOf(markup), /Nobody decided “go” of run #\d+ in time, so it was rejected\./);
  assert.doesNotMatch(markup, /your click|<form/);
});

test('when what is deployed has changed, the page leads to the question that is asked now', async () => {
  const run = await pages.ask('asking');
  const { db } = pages.house;
  const rows = await db.read.select().from(db.schema.approvals);
  const asked = rows.find((one) => one.id === run.approvals[0]?.id);
  assert.ok(asked);
  const { id, ...same } = asked;
  await db.tx(async (tx) => {
    await settleApproval(tx, id, 'withdrawn', 1, 'changed');
    await tx.insert(tx.schema.approvals).values({ ...same, round: 1 });
  });
  const markup = await opened(run, 'ben');
  assert.match(textOf(markup), /has changed, so votes on this do not count any more\. “go” is asked again\./);
  const next = /href="[^"]*(\/decide\/[^"]*)">Decide on what is to be deployed now/.exec(markup)?.[1];
  assert.ok(next);
  const there = new URL(next, pages.decideLink(run, 'ben'));
  assert.match(await (await fetch(there)).text(), /name="field:ticket"/);
  assert.equal((await press(there.href, COMPLETE)).status, 200);
});
