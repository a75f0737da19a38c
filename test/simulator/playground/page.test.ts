import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '../../browser/browser.ts';
import { ADA, BEN, ROOM } from '../slack/workspace.ts';
import { openStage } from './stage.ts';

const EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

void test('by keyboard: a command, a confirmed click as somebody else, a form with an error; hostile text stays text', async () => {
  await using at = await openStage();
  const clicks: string[] = [];
  await at.connect({
    slash_commands: async ({ ack, body }) => {
      await ack();
      const text = { type: 'mrkdwn' as const, text: `*deploy* ${body.text} ${EVIL}` };
      const confirm = { text: { type: 'plain_text' as const, text: 'Sure?' } };
      const button = (action_id: string, more = {}) => ({
        type: 'button' as const,
        action_id,
        text: { type: 'plain_text' as const, text: action_id },
        ...more,
      });
      const elements = [button('approve', { confirm }), button('reject')];
      const blocks = [
        { type: 'section' as const, text },
        { type: 'actions' as const, block_id: 'gate', elements },
      ];
      await at.web.chat.postMessage({ channel: ROOM, text: EVIL, blocks });
    },
    interactive: async ({ ack, body }) => {
      const payload = body as unknown as {
        type: string;
        actions?: { action_id: string }[];
        trigger_id: string;
      };
      if (payload.type === 'view_submission') {
        return await ack({ response_action: 'errors', errors: { why: `because ${EVIL}` } });
      }
      await ack();
      const action = payload.actions?.[0]?.action_id ?? '';
      clicks.push(`${body.user.id} ${action}`);
      if (action === 'approve') {
        await at.web.chat.update({ channel: ROOM, ts: body.message.ts, text: 'approved', blocks: [] });
        return;
      }
      await at.web.views.open({
        trigger_id: payload.trigger_id,
        view: {
          type: 'modal',
          title: { type: 'plain_text', text: 'Reject' },
          submit: { type: 'plain_text', text: 'Reject' },
          blocks: [
            {
              type: 'input',
              block_id: 'why',
              label: { type: 'plain_text', text: 'Reason' },
              element: { type: 'plain_text_input', action_id: 'text' },
            },
          ],
        },
      });
    },
  });

  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    const problems: string[] = [];
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    page.on('pageerror', (err) => problems.push(String(err)));
    await page.goto(at.url);
    const find = (id: string) => page.locator(`[data-testid="${id}"]`);
    await find('composer-slack').waitFor();
    await page.keyboard.type('/dep');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await find('card').waitFor();
    assert.equal(await find('card').locator('strong').textContent(), 'deploy');
    assert.match((await find('card').textContent()) ?? '', /<img src=x/);

    await find(`act-as-${BEN}`).focus();
    await page.keyboard.press('Enter');
    await find('action-reject').focus();
    await page.keyboard.press('Enter');
    await find('modal').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Please complete this required field.').waitFor();
    await page.keyboard.type('no');
    await page.keyboard.press('Enter');
    await find('field-error').getByText('because <img').waitFor();
    await page.keyboard.press('Escape');
    await find('modal').waitFor({ state: 'detached' });

    await find('action-approve').focus();
    await page.keyboard.press('Enter');
    await find('confirm-yes').focus();
    await page.keyboard.press('Enter');
    await page.getByText('approved').first().waitFor();
    assert.deepEqual(clicks, [`${BEN} reject`, `${BEN} approve`]);

    at.slack.people.say(ADA, 'deployments', EVIL);
    await find('message').nth(1).waitFor();
    assert.equal(await page.evaluate('window.hacked ?? 0'), 0);
    assert.equal(
      await page.evaluate('document.documentElement.scrollWidth'),
      390,
      'nothing is wider than the phone',
    );
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
});

void test('the page says when the server is gone, and shows everything by itself when it is back', async () => {
  await using at = await openStage();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(at.url);
    await page.locator('[data-testid="composer-slack"]').waitFor();
    await at.stopPage();
    await page.getByText('The playground is not answering').waitFor();
    await at.web.chat.postMessage({ channel: ROOM, text: 'said meanwhile' });
    await at.startPage();
    await page.locator('[data-testid="message"]').getByText('said meanwhile').waitFor();
    await page.getByText('The playground is not answering').waitFor({ state: 'hidden' });
  } finally {
    await browser.close();
  }
});
