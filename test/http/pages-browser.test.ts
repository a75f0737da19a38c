import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/browser.ts';
import { openPages, type PagesHouse, press } from './pages-house.ts';

const PICTURES = fileURLToPath(new URL('../../data/pictures/', import.meta.url));

let pages: PagesHouse;
let browser: Browser;

before(async () => {
  [pages, browser] = await Promise.all([openPages(), openBrowser()]);
});

after(async () => {
  await browser.close();
  await pages.close();
});

test('in a browser without scripts, a person is told what is missing and then rejects', async () => {
  const run = await pages.ask();
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 700 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!message.text().includes('status of 422')) complaints.push(message.text());
  });
  await page.goto(pages.decideLink(run, 'ben'));
  const reject = page.getByRole('button', { name: 'Reject' });
  // The stylesheet passes our own policy: without it both buttons would look alike.
  const colour = "getComputedStyle(document.querySelector('button.primary')).backgroundColor";
  assert.equal(await page.evaluate(colour), 'rgb(15, 107, 76)');
  const fits = 'document.documentElement.scrollWidth <= window.innerWidth';
  assert.equal(await page.evaluate(fits), true, 'a phone does not scroll sideways');

  await reject.click();
  await page.getByText('Please say why.').waitFor();
  await page.getByLabel('Reason').fill('the tests are red');
  await reject.click();
  await page.getByRole('status').getByText('You rejected “go”').waitFor();
  assert.equal((await pages.view(run.id)).approvals[0]?.votes.at(-1)?.reason, 'the tests are red');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('on a phone, in Chinese: the form keeps what was typed, counts, can be taken back and given again', async () => {
  const run = await pages.ask('asking');
  const first = await press(pages.decideLink(run, 'ben'), {
    verdict: 'approve',
    reason: 'canary is green',
    'field:ticket': 'OPS-7',
  });
  assert.equal(first.status, 200);
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: 'zh-CN',
    viewport: { width: 375, height: 812 },
  });
  const page = await context.newPage();
  const picture = (name: string): Promise<unknown> =>
    page.screenshot({ path: `${PICTURES}decide-${name}.png`, fullPage: true });
  await page.goto(pages.decideLink(run, 'chen'));
  await page.getByText('批准人 Ben').first().waitFor();
  await picture('form');
  await page.getByLabel('Window').selectOption('to night');
  await page.getByRole('button', { name: '批准' }).click();
  await page.getByText('请填写“Change ticket”。').waitFor();
  await page.getByText('请说明原因。').waitFor();
  assert.equal(await page.getByLabel('Window').inputValue(), 'to night');
  await picture('mistakes');
  const fits = 'document.documentElement.scrollWidth <= window.innerWidth';
  assert.equal(await page.evaluate(fits), true, 'a phone does not scroll sideways');
  await page.getByLabel('Change ticket').fill('OPS-8');
  await page.getByLabel('原因').fill('全部通过');
  await page.getByRole('button', { name: '批准' }).click();
  await page.getByRole('status').getByText('你批准了').waitFor();
  await picture('approved');

  const again = await pages.ask('asking');
  await page.goto(pages.decideLink(again, 'ben'));
  await page.getByLabel('Change ticket').fill('OPS-9');
  await page.getByLabel('Reason').fill('looks fine');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page
    .getByRole('status')
    .getByText('Your vote counts: you approved “go”. It still waits for: Chen, Dana.')
    .waitFor();
  await picture('counted');
  await page.getByRole('button', { name: 'Take my vote back' }).click();
  await page.getByRole('status').getByText('You took back your vote').waitFor();
  await picture('taken-back');
  await page.getByLabel('Change ticket').fill('OPS-9');
  await page.getByLabel('Reason').fill('looks fine');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('status').getByText('Your vote counts').waitFor();
  await context.close();
});

test('a page of somebody else can neither press the button nor show the page in a frame', async (t) => {
  const run = await pages.ask();
  const link = pages.decideLink(run, 'ben');
  // Another site for the browser, and on this machine as well: it keeps pages of the internet from local addresses by itself.
  const foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<form method="post" action="${link}"><button name="verdict" value="approve">Win</button></form>
      <iframe src="${link}"></iframe>`);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    foreign.close();
    foreign.closeAllConnections();
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused = page.waitForEvent('console', {
    predicate: (message) => message.text().includes('frame-ancestors'),
    timeout: 10_000,
  });
  await page.goto(`http://localhost:${(foreign.address() as AddressInfo).port}/`);
  await refused;
  await page.getByRole('button', { name: 'Win' }).click();
  await page.getByText('This came from another page').waitFor();
  assert.equal((await pages.view(run.id)).approvals[0]?.state, 'open');
  await context.close();
});
