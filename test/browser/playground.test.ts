import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { npmStart, type Started } from './npm-start.ts';

const PICTURES = fileURLToPath(new URL('../../data/pictures/', import.meta.url));

type Chat = 'slack' | 'feishu' | 'dingtalk';
const CHATS: readonly Chat[] = ['slack', 'feishu', 'dingtalk'];
/** The words on the cards: DingTalk's room is a Chinese one. */
const WORDS = {
  slack: { approve: 'Approve', reject: 'Reject', succeeded: 'succeeded', stopped: 'stopped' },
  feishu: { approve: 'Approve', reject: 'Reject', succeeded: 'succeeded', stopped: 'stopped' },
  dingtalk: { approve: '批准', reject: '拒绝', succeeded: '成功', stopped: '已终止' },
} as const;

let server: Started;
let browser: Browser;
let runs = 0;

before(async () => {
  [server, browser] = await Promise.all([npmStart(), openBrowser()]);
  mkdirSync(PICTURES, { recursive: true });
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await assert.rejects(fetch(server.url), 'nothing answers any more after SIGTERM');
});

async function openPage(width = 1440, locale = 'en-GB'): Promise<Page> {
  // Moving pictures cost seconds each on a machine without a graphics card.
  const page = await browser.newPage({ viewport: { width, height: 900 }, locale, reducedMotion: 'reduce' });
  // A disk that others want as well makes each commit slow, and a run has dozens.
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => assert.fail(error));
  page.on('console', (line) => line.type() === 'error' && assert.fail(line.text()));
  await page.goto(server.url);
  return page;
}

async function actAs(page: Page, person: string): Promise<void> {
  await page.getByTestId(`act-as-${person}`).click();
}

/** Ada types a deployment into one of the chats; its card is waited for in all three. Resolves with the number of the run. */
async function deploy(page: Page, chat: Chat): Promise<number> {
  runs += 1;
  await actAs(page, 'ada');
  await page.getByTestId(`composer-${chat}`).fill(`/deploy shop prod tag=v${runs}`);
  await page.keyboard.press('Enter');
  for (const other of CHATS)
    await card(page, other, runs).getByRole('button', { name: WORDS[other].approve }).waitFor();
  return runs;
}

function pane(page: Page, chat: Chat): Locator {
  return page.getByTestId(`pane-${chat}`);
}

/** The card of a run, which has its steps; a notice about the run names it too. */
function card(page: Page, chat: Chat, run: number): Locator {
  return pane(page, chat)
    .getByTestId('card')
    .filter({ hasText: `#${run}` })
    .filter({ hasText: 'Summary' });
}

async function serverPid(page: Page): Promise<number> {
  return Number(/\d+/.exec((await page.getByTestId('server-state').textContent()) ?? '')?.[0]);
}

/** Resolves with the process id that it had. */
async function killServer(page: Page): Promise<number> {
  const pid = await serverPid(page);
  await page.getByTestId('kill').click();
  await page
    .getByTestId('server-state')
    .filter({ hasText: `Server killed, pid ${pid}` })
    .waitFor();
  return pid;
}

/** Does not wait until the server comes back by itself; on a slow machine it may have done so by now, and the button says something else. */
async function startServer(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Start it now' });
  if (await button.isVisible()) await button.click({ timeout: 2_000 }).catch(() => undefined);
}

async function finished(page: Page, run: number): Promise<void> {
  for (const chat of CHATS) await card(page, chat, run).getByText(WORDS[chat].succeeded).first().waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}

test('Ben approves in Feishu: the cards of all three chats say who, where and when, and the run finishes', async () => {
  const page = await openPage();
  const run = await deploy(page, 'slack');
  await picture(page, 'waiting');

  // Ada started it and may not approve it: only she is told.
  await card(page, 'slack', run).getByRole('button', { name: 'Approve' }).click();
  await pane(page, 'slack').getByTestId('ephemeral').filter({ hasText: 'You may not decide' }).waitFor();

  await actAs(page, 'ben');
  await card(page, 'feishu', run).getByRole('button', { name: 'Approve' }).click();
  await pane(page, 'feishu').getByTestId('toast').filter({ hasText: 'You approved' }).waitFor();
  for (const chat of CHATS) {
    const seen = card(page, chat, run);
    const said =
      chat === 'dingtalk'
        ? /批准人 Ben Okafor.*飞书.*\d\d:\d\d/
        : /Approved by Ben Okafor · Feishu · Today \d\d:\d\d/;
    await seen.getByText(said).waitFor();
    await seen.getByText(WORDS[chat].succeeded).first().waitFor();
    assert.equal(await seen.count(), 1, 'one card shows the whole run');
    assert.equal(await seen.getByRole('button').count(), 0, 'and it asks nobody any more');
  }
  await picture(page, 'finished');
  await page.close();
});

test('a rejection asks for its reason in a dialog of Slack, and everybody can read it', async () => {
  const page = await openPage();
  const run = await deploy(page, 'feishu');
  await actAs(page, 'chen');
  await card(page, 'slack', run).getByRole('button', { name: 'Reject' }).click();
  const dialog = page.getByTestId('modal');
  await dialog.getByRole('textbox').fill('周五不发布');
  await picture(page, 'reject-zh');
  await page.getByTestId('modal-submit').click();
  for (const chat of CHATS) {
    await card(page, chat, run).getByText('周五不发布').first().waitFor();
    await card(page, chat, run).getByText(WORDS[chat].stopped).first().waitFor();
  }
  await page.close();
});

test('in DingTalk a command is a message to the robot, and the reason stands beside the button; the page in Chinese', async () => {
  const page = await openPage(1440, 'zh-CN');
  const run = await deploy(page, 'dingtalk');
  const typed = pane(page, 'dingtalk').getByTestId('message').filter({ hasText: '@Greenlight /deploy' });
  assert.equal(await typed.count(), 1, 'the mention is to be seen');
  await actAs(page, 'chen');
  const seen = card(page, 'dingtalk', run);
  await seen.getByRole('textbox').fill('灰度指标异常，先回滚');
  await picture(page, 'waiting-zh');
  await seen.getByRole('button', { name: '拒绝' }).click();
  for (const chat of CHATS) await card(page, chat, run).getByText('灰度指标异常，先回滚').first().waitFor();
  await picture(page, 'rejected-zh');
  await page.close();
});

test('a reply to the card decides like a click: in a thread of Slack, by quote in Feishu', async () => {
  const page = await openPage();
  const first = await deploy(page, 'slack');
  await actAs(page, 'chen');
  const post = pane(page, 'slack')
    .getByTestId('message')
    .filter({ hasText: `#${first}` });
  await post.getByTestId('open-thread').click();
  const thread = page.getByTestId('thread');
  await thread.getByTestId('thread-composer').fill('同意');
  await page.keyboard.press('Enter');
  await thread.getByText('同意', { exact: true }).waitFor();
  await page.getByTestId('close-thread').click();
  await card(page, 'slack', first).getByText('succeeded').first().waitFor();

  const second = await deploy(page, 'slack');
  await actAs(page, 'ben');
  const message = pane(page, 'feishu')
    .getByTestId('message')
    .filter({ hasText: `#${second}` })
    .first();
  await message.hover();
  await message.getByTestId('reply').click();
  await page.getByTestId('composer-feishu').fill('approve');
  await page.keyboard.press('Enter');
  await finished(page, second);
  await page.close();
});

test('the server is killed: a click comes to nothing, and the same click decides when it is back', async () => {
  const page = await openPage();
  const run = await deploy(page, 'feishu');
  const state = page.getByTestId('server-state');
  const pid = await killServer(page);
  assert.throws(() => process.kill(pid, 0), 'the process is really gone');
  for (const chat of CHATS)
    await page.getByTestId(`presence-${chat}`).filter({ hasText: 'not connected' }).waitFor();

  await actAs(page, 'ben');
  const approve = card(page, 'dingtalk', run).getByRole('button', { name: '批准' });
  await approve.click();
  await pane(page, 'dingtalk').getByTestId('toast').filter({ hasText: 'did not answer' }).waitFor();
  await picture(page, 'killed');

  await startServer(page);
  await state.filter({ hasText: 'Server runs' }).waitFor();
  assert.notEqual(await serverPid(page), pid, 'it is another process');
  await page.getByTestId('presence-dingtalk').filter({ hasText: '1 connection' }).waitFor();
  await approve.click();
  await finished(page, run);
  await page.close();
});

test('what was acknowledged right before the server was killed is done when it is back', async () => {
  const page = await openPage();
  const run = await deploy(page, 'dingtalk');
  await actAs(page, 'ben');
  await card(page, 'feishu', run).getByRole('button', { name: 'Approve' }).click();
  await pane(page, 'feishu')
    .getByTestId('toast')
    .filter({ hasText: /You approved|Received/ })
    .waitFor();
  await killServer(page);
  await startServer(page);
  await finished(page, run);
  await page.close();
});

test('after npm start was stopped and started again, the same cards wait, and decide', async () => {
  const page = await openPage();
  const run = await deploy(page, 'slack');
  await page.goto('about:blank');
  server = await server.again();
  await page.goto(server.url);
  await page.getByTestId('presence-slack').filter({ hasText: '2 connections' }).waitFor();
  for (const chat of CHATS)
    assert.equal(await card(page, chat, run).count(), 1, `${chat} has the card from before`);
  await actAs(page, 'chen');
  await card(page, 'slack', run).getByRole('button', { name: 'Approve' }).click();
  await finished(page, run);
  await page.close();
});

test('what the bot says to one person alone is found in the direct conversation of each chat', async () => {
  const page = await openPage();
  const run = await deploy(page, 'slack');
  // Until what Ben sees has come, the page still shows Ada's conversations.
  const live = Promise.withResolvers<void>();
  await page.route('**/api/live?as=ben', async (route) => {
    await live.promise;
    await route.continue();
  });
  await actAs(page, 'ben');
  // Cards of DingTalk mention nobody, so the approvers are told directly.
  await page.getByTestId('direct-dingtalk').click();
  live.resolve();
  await pane(page, 'dingtalk')
    .getByTestId('message')
    .filter({ hasText: 'needs your decision' })
    .filter({ hasText: `#${run}` })
    .first()
    .waitFor();
  for (const chat of ['slack', 'feishu'] as const) {
    await page.getByTestId(`direct-${chat}`).click();
    await page.getByTestId(`composer-${chat}`).fill('flow list');
    await page.keyboard.press('Enter');
    await pane(page, chat).getByText('#1').first().waitFor();
  }
  await actAs(page, 'ada');
  const others = pane(page, 'feishu').getByTestId('message').filter({ hasText: 'flow list' });
  assert.equal(await others.count(), 0, 'Ada does not see what Ben said to the bot');
  await page.close();
});

test('an approver decides by the link in a letter, and the cards of all three chats show it; the page in Chinese', async () => {
  const page = await openPage(1440, 'zh-CN');
  const run = await deploy(page, 'feishu');
  await actAs(page, 'chen');
  const tab = page.getByTestId('tab-receivers');
  await tab.filter({ hasText: '邮件与机器人' }).getByTestId('unread').waitFor();
  await tab.click();
  const mailbox = page.getByTestId('pane-receivers');
  assert.equal(
    await pane(page, 'slack').isVisible(),
    false,
    'on a wide screen it has the place of the chats',
  );
  for (const words of ['邮箱', '群机器人', 'Webhook 接收程序', '飞书机器人', '企业微信机器人', '发件人'])
    await mailbox.getByText(words, { exact: true }).first().waitFor();
  // Its title, not its text: there the time stands right behind the number of the run.
  const letter = mailbox.getByTestId('letter').filter({ has: page.locator(`iframe[title$="· #${run}"]`) });
  const link = letter.frameLocator('iframe').locator('a[href*="/decide/"]');
  await picture(page, 'letter-zh');
  const [personal] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  await personal.getByRole('button', { name: '批准' }).click();
  await personal.getByText(/你批准了运行/).waitFor();
  await personal.close();

  for (const robot of ['dingtalk', 'wecom']) {
    await page.getByTestId(`receiver-${robot}`).click();
    const told = mailbox.getByTestId('card').filter({ hasText: `#${run} 成功` });
    await told.locator('.mention', { hasText: '@Ada Lovelace' }).waitFor();
  }
  await page.getByTestId('receiver-cloudevents').click();
  const event = mailbox
    .getByTestId('message')
    .filter({ hasText: 'greenlight.run.succeeded' })
    .filter({ hasText: `#${run}` });
  await event.locator('summary').click();
  await event.getByText('"specversion"').waitFor();
  await page.getByTestId('tab-chats').click();
  await card(page, 'slack', run)
    .getByText(/Approved by 陈琳 · e-mail/)
    .waitFor();
  await finished(page, run);
  await page.close();
});

test('on a phone the chats are tabs, and nothing is wider than the screen', async () => {
  const page = await openPage(390, 'zh-CN');
  for (const chat of CHATS) {
    await page.getByTestId(`tab-${chat}`).click();
    await page.getByTestId(`composer-${chat}`).waitFor();
    for (const other of CHATS) assert.equal(await pane(page, other).isVisible(), other === chat);
    const wide = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.pane.in-use *')]
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1).map((one) => one.className)`,
    );
    assert.deepEqual(wide, [], `${chat}: what is wider than the phone`);
    await picture(page, `phone-zh-${chat}`);
  }
  await page.getByTestId('tab-receivers').click();
  for (const receiver of ['chen', 'slack', 'wecom']) {
    await page.getByTestId(`receiver-${receiver}`).click();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, `${receiver} fits`);
  }
  await picture(page, 'phone-zh-receivers');
  await page.close();
});
