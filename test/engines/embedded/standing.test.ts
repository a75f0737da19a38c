/** What a notification step says of messages that were not sent: which, and what helps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepOutlet } from '../../../src/domain/notice.ts';
import { standingOf } from '../../../src/engines/embedded/sends/standing.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import type { NoticeRow } from '../../../src/store/notices.ts';

/** Only what is looked at. */
function row(outlet: StepOutlet, state: NoticeRow['state'], note: string | null = null): NoticeRow {
  const subject = { kind: 'step', outlet, to: 'ada@example.com' };
  return { state, note, subject } as unknown as NoticeRow;
}

/** Both languages of what is said of one message that was not sent. */
function said(outlet: StepOutlet, note: string): (string | undefined)[] {
  const standing = standingOf([row(outlet, 'buried', note)]);
  assert.ok(standing.kind === 'failed' && standing.told !== undefined);
  assert.equal(sayingText(standing.told, 'en'), standing.told.message);
  return [standing.told.message, sayingText(standing.told, 'zh')];
}

test('a message that was not sent says so, with what helps where that is known', () => {
  assert.deepEqual(said('slack', 'odd-code'), ['slack: not sent (odd-code)', 'slack：未发送（odd-code）']);
  assert.deepEqual(said('email', 'odd-code'), [
    'email to ada@example.com: not sent (odd-code)',
    '发给 ada@example.com 的邮件未发送（odd-code）',
  ]);
  const cases: readonly (readonly [StepOutlet, string, string, string])[] = [
    ['slack', 'hook-gone', 'the webhook is gone, make a new one', 'Webhook 已失效，请新建一个'],
    [
      'lark',
      'hook-gone',
      'no robot has this address, look into the group',
      '没有机器人使用此地址，请到群里查看',
    ],
    [
      'slack',
      'credentials-refused',
      'Slack does not let the webhook post there',
      'Slack 不允许该 Webhook 在那里发消息',
    ],
    [
      'lark',
      'credentials-refused',
      'its keyword or IP list is against it, or it wants a signature (a step cannot sign)',
      '被机器人的关键词或 IP 白名单拦截，或机器人要求加签（步骤不支持加签）',
    ],
    [
      'lark',
      'card-refused',
      'the message is not what it takes, compare its fields',
      '消息内容不被接受，请核对各字段',
    ],
    [
      'slack',
      'address-refused',
      'steps do not send to such an address unless "http: {allow: […]}" of the engine names it',
      '步骤不会向此类地址发送，除非在引擎的 “http: {allow: […]}” 中放行',
    ],
    ['dingding', 'secret-missing', 'the engine has no such secret any more', '引擎中已没有该密钥'],
    [
      'lark',
      'unknown',
      'it may have arrived, look there before you retry',
      '消息可能已送达，重试前请先到那里查看',
    ],
  ];
  for (const [outlet, note, english, chinese] of cases)
    assert.deepEqual(said(outlet, note), [
      `${outlet}: not sent (${note}): ${english}`,
      `${outlet}：未发送（${note}）：${chinese}`,
    ]);
  assert.deepEqual(said('email', 'credentials-refused'), [
    'email to ada@example.com: not sent (credentials-refused): the server does not take the password',
    '发给 ada@example.com 的邮件未发送（credentials-refused）：邮件服务器不接受该密码',
  ]);
});

test('a row that is not there was lost, and nothing is said where nothing was to be sent', () => {
  const lost = standingOf([undefined, row('slack', 'sent')]);
  assert.ok(lost.kind === 'failed');
  assert.equal(sayingText(lost.told ?? {}, 'zh'), '未发送（lost）；已发送至 slack');
  assert.deepEqual(standingOf([]), { kind: 'sent' });
  assert.deepEqual(standingOf([row('slack', 'owed'), undefined]), { kind: 'waits' });
});
