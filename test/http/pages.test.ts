import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../src/domain/run.ts';
import type { RunView } from '../../src/domain/run-view.ts';
import { openApproval } from '../../src/store/approvals.ts';
import { insertRun, saveSnapshot } from '../../src/store/runs.ts';
import { until } from '../until.ts';
import { openPages, type PagesHouse, press, textOf } from './pages-house.ts';

let pages: PagesHouse;
let run: RunView;

before(async () => {
  pages = await openPages();
  run = await pages.ask();
});

after(async () => {
  await pages.close();
});

test('the page of a run shows its card to read, and looks again until the run is over', async () => {
  const link = pages.runLink(run);
  const markup = await (await fetch(link)).text();
  const text = textOf(markup);
  assert.match(text, new RegExp(`Shop → prod · #${run.id}`));
  assert.match(text, /Started by Ada/);
  assert.match(text, /tag v1/);
  assert.match(text, /1 of 3 steps/);
  assert.match(text, /✓ build \(done\)/);
  assert.match(text, /Waiting for: Ben, Chen/);
  assert.doesNotMatch(markup, /<form|<button/);
  assert.equal(markup.split('<script').length, 2, 'one script, our own, which looks again');
  assert.match(markup, /<meta http-equiv="refresh" content="5">/);
  assert.match(markup, /<time datetime="20[^"]+Z">20\d\d-\d\d-\d\d \d\d:\d\d UTC<\/time>/);

  const still = await (await fetch(`${link}?still`)).text();
  assert.doesNotMatch(still, /http-equiv/);

  const other = await pages.ask();
  await press(pages.decideLink(other, 'ben'), { verdict: 'reject', reason: 'no' });
  await until('the end of the run', async () => isFinal((await pages.view(other.id)).phase));
  const over = await (await fetch(pages.runLink(other))).text();
  assert.match(textOf(over), /Rejected by Ben/);
  assert.doesNotMatch(over, /http-equiv/);
});

test('a page is in the language that the browser asks for; a personal one in its person’s own', async () => {
  const languages: [string | undefined, RegExp][] = [
    ['zh-CN,zh;q=0.9,en;q=0.8', /lang="zh-CN"[\s\S]*仅供查看/],
    ['fr, zh;q=0.3, en;q=0.2', /仅供查看/],
    ['fr, zh;q=0.3, en-GB;q=0.4', /lang="en"[\s\S]*Read only/],
    ['zh;q=0, fr', /Read only/],
    [undefined, /Read only/],
  ];
  for (const [wanted, expected] of languages) {
    const headers = wanted === undefined ? {} : { 'accept-language': wanted };
    assert.match(await (await fetch(pages.runLink(run), { headers })).text(), expected, wanted);
  }
  const headers = { 'accept-language': 'en' };
  const personal = await (await fetch(pages.decideLink(run, 'chen'), { headers })).text();
  assert.match(textOf(personal), /“go”需要你的决定.*你是 Chen.*批准.*拒绝/);
  const unknown = await fetch(`${pages.runLink(run)}x`, { headers: { 'accept-language': 'zh' } });
  assert.match(textOf(await unknown.text()), /此链接无效/);
});

test('every page forbids scripts, frames, caches, referrers and search engines', async () => {
  const decide = pages.decideLink(run, 'ben');
  for (const response of [
    await fetch(pages.runLink(run)),
    await fetch(decide),
    await fetch(`${decide}x`),
    await press(decide, {}, { 'sec-fetch-site': 'cross-site' }),
    await fetch(decide, { method: 'DELETE' }),
  ]) {
    const { headers } = response;
    const markup = await response.text();
    const hashOf = (name: string): string | undefined => {
      const [, text] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(markup) ?? [];
      return text && `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.ok(policy.includes(`style-src ${hashOf('style')}`));
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /base-uri 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    // Only the page that looks again has a script, the one whose hash is named.
    assert.equal(/script-src ([^;]*)/.exec(policy)?.[1], hashOf('script'));
    assert.equal(policy.includes("form-action 'self'"), response.url === decide && response.status === 200);
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
});

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>{{7*7}}&amp;\u202Egnp.exe\u0000`;
const ESCAPED =
  '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;{{7*7}}&amp;amp;gnp.exe';

test('whatever a commit message or a step says is shown as text', async () => {
  const hostile = await insertHostileRun();
  for (const address of [pages.runLink(hostile), pages.decideLink(hostile, 'ben')]) {
    const markup = await (await fetch(address)).text();
    const shown = markup.split(ESCAPED).length - 1;
    // Parameter, step, note, title and message of the question.
    assert.ok(shown >= 5, `${shown} times`);
    assert.doesNotMatch(markup.replace(/<script>[\s\S]*<\/script>\s*<\/body>/, ''), /<script|<img|\u202E/);
    assert.ok(!markup.includes('\0'));
  }
  const rejected = await press(pages.decideLink(hostile, 'ben'), {
    verdict: 'reject',
    reason: `</textarea>${HOSTILE}`,
  });
  const markup = await rejected.text();
  assert.ok(markup.includes(`Reason: &lt;/textarea&gt;${ESCAPED}`));
  assert.doesNotMatch(markup, /<script|<img|<\/textarea/);
});

async function insertHostileRun(): Promise<RunView> {
  const { db } = pages.house;
  const id = await db.tx(async (tx) => {
    const run = await insertRun(tx, {
      engine: 'hostile',
      ref: 'of-the-test',
      key: 'of-the-test',
      app: null,
      environment: null,
      workflow: HOSTILE.replace('\u0000', ''),
      parameters: { commit: HOSTILE },
      initiator: null,
      initiatorName: HOSTILE.replace('\u0000', ''),
      inbox: null,
      phase: 'suspended',
      createdAt: pages.clock.now(),
    });
    const step = { name: 'build', type: 'step', startedAt: 1, endedAt: 9000, children: [] };
    const snapshot: RunSnapshot = {
      engine: 'hostile',
      ref: 'of-the-test',
      order: 1,
      workflow: 'w',
      phase: 'suspended',
      links: [],
      steps: [{ ...step, path: 'build', title: HOSTILE, phase: 'succeeded', message: HOSTILE }],
      gates: [],
    };
    await saveSnapshot(tx, run, snapshot, undefined);
    await openApproval(tx, {
      run,
      gatePath: 'go',
      gateAttempt: '1',
      title: HOSTILE.replace('\u0000', ''),
      message: HOSTILE.replace('\u0000', ''),
      approvers: ['ben'],
      round: 0,
      policy: null,
      authors: null,
      digest: null,
      wakeAt: null,
      openedAt: pages.clock.now(),
    });
    return run;
  });
  return await pages.view(id);
}

test('a link to a run that is not kept any more says so', async () => {
  const response = await fetch(pages.runLink({ ...run, id: 9999 }));
  assert.equal(response.status, 410);
  assert.match(textOf(await response.text()), /what it leads to was deleted/);
});
