import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { npmStart, type Started } from './npm-start.ts';

const PICTURES = fileURLToPath(new URL('../../data/pictures/', import.meta.url));

let server: Started;
let browser: Browser;

before(async () => {
  [server, browser] = await Promise.all([npmStart(), openBrowser()]);
  mkdirSync(PICTURES, { recursive: true });
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await assert.rejects(fetch(server.url), 'nothing answers any more after SIGTERM');
});

async function openPage(width = 1280, locale = 'en-GB'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, locale });
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => assert.fail(error));
  await page.goto(server.url);
  return page;
}

async function type(page: Page, person: string, text: string): Promise<void> {
  await page.getByTestId(`act-as-${person}`).click();
  await page.getByTestId('composer').fill(text);
  await page.keyboard.press('Enter');
}

/** The card of the run whose answer to the typed command named it. */
function card(page: Page, run: number) {
  return page.getByTestId('card').filter({ hasText: `#${run}` });
}

test('a deployment is typed, approved by somebody else and seen to finish in one card', async () => {
  const page = await openPage();
  await type(page, 'U0ADA', '/deploy shop prod tag=v2');
  const run = card(page, 1);
  await run.getByRole('button', { name: 'Approve' }).waitFor();
  await page.screenshot({ path: `${PICTURES}waiting.png` });

  // Ada started it and may not approve it: only she is told.
  await run.getByRole('button', { name: 'Approve' }).click();
  await page.getByTestId('ephemeral').filter({ hasText: 'You may not decide' }).waitFor();

  await page.getByTestId('act-as-U0BEN').click();
  await run.getByRole('button', { name: 'Approve' }).click();
  await run.getByText('succeeded', { exact: true }).waitFor();
  await run.getByText('· Approved by Ben Okafor').last().waitFor();
  assert.equal(await run.count(), 1, 'one card shows the whole run');
  assert.equal(await run.getByRole('button', { name: 'Approve' }).count(), 0);
  await page.screenshot({ path: `${PICTURES}finished.png` });
  await page.close();
});

test('a rejection asks for its reason in a dialog, and everybody can read it', async () => {
  const page = await openPage();
  await type(page, 'U0ADA', '/deploy shop prod tag=v3');
  const run = card(page, 2);
  await run.getByRole('button', { name: 'Reject' }).waitFor();
  await page.getByTestId('act-as-U0CHEN').click();
  await run.getByRole('button', { name: 'Reject' }).click();
  const dialog = page.getByTestId('modal');
  await dialog.waitFor();
  await page.screenshot({ path: `${PICTURES}reject-zh.png` });
  await dialog.getByRole('textbox').fill('周五不发布');
  await page.getByTestId('modal-submit').click();
  await run.getByText('周五不发布').waitFor();
  await run.getByText('stopped').first().waitFor();
  await page.screenshot({ path: `${PICTURES}rejected.png` });
  await page.close();
});

test('a reply in the thread of the card decides like a click', async () => {
  const page = await openPage();
  await type(page, 'U0ADA', '/deploy shop prod tag=v4');
  const run = card(page, 3);
  await run.getByRole('button', { name: 'Approve' }).waitFor();
  await page.getByTestId('act-as-U0CHEN').click();
  await page.getByTestId('message').filter({ hasText: '#3' }).getByTestId('open-thread').click();
  const thread = page.getByTestId('thread');
  await thread.getByTestId('thread-composer').fill('不同意');
  await page.keyboard.press('Enter');
  await thread.getByText('不同意').waitFor();
  await thread.getByTestId('thread-composer').fill('同意');
  await page.keyboard.press('Enter');
  await run.getByText('succeeded').first().waitFor();
  await page.close();
});

test('the page fits a phone and speaks Chinese', async () => {
  const page = await openPage(390, 'zh-CN');
  await page.getByTestId('composer').waitFor();
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the phone`);
  await page.screenshot({ path: `${PICTURES}phone-zh.png` });
  await page.close();
});
