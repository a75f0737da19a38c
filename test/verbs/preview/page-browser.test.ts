import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { drawAll } from '../../../src/verbs/preview/draw.ts';
import { OUTLETS } from '../../../src/verbs/preview/outlets.ts';
import { previewPage } from '../../../src/verbs/preview/page.ts';
import { samples } from '../../../src/verbs/preview/source.ts';
import { openBrowser } from '../../browser/browser.ts';

let browser: Browser;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-preview-page-'));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a browser shows the page as it is meant: styled, filtered without a script, letters in frames where nothing runs', async () => {
  const plan = { kinds: ['card', 'hostile'], outlets: OUTLETS, languages: ['en', 'zh'] } as const;
  const drawn = drawAll(
    plan,
    samples(),
    () => ({}),
    (error) => assert.fail(error),
  );
  const file = join(folder, 'preview.html');
  writeFileSync(file, previewPage(drawn));
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const noises: string[] = [];
  page.on('console', (line) => noises.push(line.text()));
  page.on('pageerror', (error) => noises.push(error.message));
  page.on('dialog', (dialog) => noises.push(dialog.message()));
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.goto(pathToFileURL(file).href);

  const slack = page.locator('#card [data-outlet="slack"]');
  await slack.getByText('Approve', { exact: true }).waitFor();
  await slack.getByText('批准', { exact: true }).waitFor();
  const languages = await slack.locator('.one').evaluateAll((all) => all.map((one) => one.clientWidth));
  assert.ok(languages.length === 2 && languages.every((width) => width > 300), 'side by side');
  const header = page.locator('#card [data-outlet="feishu"] .header').first();
  const background: unknown = await header.evaluate('(one) => getComputedStyle(one).backgroundColor');
  assert.notEqual(background, 'rgba(0, 0, 0, 0)', 'the header has the colour of its tone');

  await page.getByRole('radio', { name: 'E-mail' }).check({ force: true });
  await slack.waitFor({ state: 'hidden' });
  const letter = page.locator('#hostile [data-outlet="email"] iframe').first();
  await letter.scrollIntoViewIfNeeded();
  await letter.contentFrame().getByText('<script>alert(1)</script>').first().waitFor();
  assert.deepEqual(noises, []);
  assert.deepEqual(
    loaded.filter((url) => !/^(?:file|about|data):/.test(url)),
    [],
  );
});
