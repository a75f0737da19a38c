import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { RunView } from '../../src/domain/run-view.ts';
import type { StepLog } from '../../src/domain/step-log.ts';
import { openBrowser } from '../browser/browser.ts';
import { openPages, type PagesHouse, textOf } from './pages-house.ts';

const PICTURES = fileURLToPath(new URL('../../data/pictures/', import.meta.url));

let pages: PagesHouse;
let run: RunView;
let browser: Browser;
let logs: StepLog[] = [];
const log = (lines: readonly string[], more: Partial<StepLog> = {}): StepLog => {
  return { step: 'build', stream: 'stdout', lines, cut: false, ...more };
};

before(async () => {
  browser = await openBrowser();
  pages = await openPages(undefined, async (_run, step) =>
    logs.filter((one) => step === undefined || one.step === step),
  );
  run = await pages.ask();
});
after(async () => {
  await browser.close();
  await pages.close();
});

test('only a personal link shows what commands wrote, to whoever may still read the run', async () => {
  logs = [log(['compiled 12 files'])];
  const common = textOf(await (await fetch(pages.runLink(run))).text());
  assert.doesNotMatch(common, /compiled/);
  assert.match(common, new RegExp(`/flow logs ${run.id} in the chat`));
  const own = await fetch(pages.logsLink(run, 'ben'));
  assert.equal(own.status, 200);
  const markup = await own.text();
  assert.match(textOf(markup), /Output .*standard output compiled 12 files/);
  assert.match(markup, /for you alone: do not pass it on/);
  const nobody = await fetch(pages.logsLink(run, 'nobody'));
  assert.equal(nobody.status, 403);
  assert.doesNotMatch(await nobody.text(), /compiled/);
  const forged = pages.logsLink(run, 'ben').slice(0, -3);
  assert.equal((await fetch(`${forged}abc`)).status, 404);
});

test('hostile output is text, in the page and in its addresses', async () => {
  const bad = '</pre><script>alert(1)</script>" onload="x';
  logs = [log([bad], { step: bad, part: bad }), log(['fine'])];
  for (const query of [
    '',
    `?step=${encodeURIComponent(bad)}`,
    `?step=${encodeURIComponent('"><b>')}&page=-1`,
  ]) {
    const markup = await (await fetch(pages.logsLink(run, 'ben') + query)).text();
    assert.equal(markup.split('<script').length, 2, 'our own and no other');
    assert.doesNotMatch(markup, /<b>|" onload="x/);
    assert.match(markup, /\?step=(build|%3C%2Fpre%3E)/);
  }
});

test('a long log has pages, the last one first', async () => {
  logs = [
    log(
      Array.from({ length: 1100 }, (_, i) => `line ${i}.`),
      { cut: true },
    ),
    log(['oh no'], { stream: 'stderr' }),
  ];
  const link = pages.logsLink(run, 'ben');
  const shown = async (query: string) => textOf(await (await fetch(link + query)).text());
  const last = await shown('');
  assert.match(last, /line 1000\. .*standard error oh no .*page 3 of 3/);
  assert.doesNotMatch(last, /line 999\.|more before this/);
  assert.match(
    await shown('?step=build&page=1'),
    /more before this.*line 0\. .* line 499\. page 1 of 3 newer/,
  );
  assert.match(await shown('?page=99'), /page 3 of 3/);
});

test('in a browser the page grows while it is read, in both languages, and needs no script to do so', async () => {
  logs = [log(['step 1', 'step 2'])];
  for (const [locale, word] of [
    ['en-GB', 'standard output'],
    ['zh-CN', '标准输出'],
  ] as const) {
    const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    // Whose page it is decides its language: Ben reads English, Chen Chinese.
    await page.goto(pages.logsLink(run, locale === 'en-GB' ? 'ben' : 'chen'));
    await page.getByText('step 2').waitFor();
    if (locale === 'en-GB') await page.getByRole('heading', { name: word }).waitFor();
    await page.evaluate('window.mark = 1');
    logs = [log(['step 1', 'step 2', `grown for ${locale}`])];
    await page.getByText(`grown for ${locale}`).waitFor({ timeout: 15_000 });
    assert.equal(await page.evaluate('window.mark'), 1, 'the page was not loaded anew');
    const fits = 'document.documentElement.scrollWidth <= window.innerWidth';
    assert.equal(await page.evaluate(fits), true, 'a phone does not scroll sideways');
    await page.screenshot({ path: `${PICTURES}run-logs-${locale}.png`, fullPage: true });
    assert.deepEqual(complaints, []);
    await context.close();
  }
});
