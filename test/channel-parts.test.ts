import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChannel } from '../src/channel-parts.ts';
import type { ChannelMessage } from '../src/channels/channel.ts';
import { openDingTalkHook } from '../src/simulator/channels/dingtalk-hook.ts';
import { openEventReceiver } from '../src/simulator/channels/event-receiver.ts';
import { openFeishuHook } from '../src/simulator/channels/feishu-hook.ts';
import { certificate } from '../src/simulator/channels/mail-certificate.ts';
import { MAIL_PASSWORD, MAIL_USER, openMailServer } from '../src/simulator/channels/mail-server.ts';
import { openSlackHook } from '../src/simulator/channels/slack-hook.ts';
import { openWeComHook } from '../src/simulator/channels/wecom-hook.ts';
import { openZadigReceiver } from '../src/simulator/channels/zadig-receiver.ts';
import { load, TOKENS } from './config/load.ts';
import { card } from './contracts/cards.ts';
import { signal } from './contracts/channel/message.ts';
import { createHandClock } from './fakes/hand-clock.ts';
import { releaseRun } from './fakes/release-run.ts';

const SECRET = 'aSecretOfThirtyTwoCharactersOrMore';
const KEYWORD = 'Greenlight';

const CHANNELS = `platforms:
  slack-main: { kind: slack, botToken: '\${SLACK_BOT_TOKEN}', appToken: '\${SLACK_APP_TOKEN}' }
channels:
  ops-slack: { kind: slack-webhook, url: '\${SLACK}', requestTimeout: 5s }
  ops-feishu: { kind: feishu-robot, url: '\${FEISHU}', secret: '\${SECRET}', keyword: '\${KEYWORD}', requestTimeout: 5s }
  ops-ding: { kind: dingtalk-robot, url: '\${DING}', secret: '\${SECRET}', keyword: '\${KEYWORD}', requestTimeout: 5s }
  ops-wecom: { kind: wecom, url: '\${WECOM}', requestTimeout: 5s }
  mail: { kind: email, from: 'Greenlight <\${MAIL_USER}>', host: localhost, port: '\${MAIL_PORT}', user: '\${MAIL_USER}', password: '\${MAIL_PASSWORD}', ca: '\${CA}', requestTimeout: 5s }
  relay: { kind: email, from: '\${MAIL_USER}', host: localhost, port: '\${RELAY_PORT}', tls: none, requestTimeout: 5s }
  hook: { kind: webhook, url: '\${HOOK}', secret: '\${SECRET}', source: greenlight, requestTimeout: 5s }
  desk: { kind: webhook, format: zadig, url: '\${DESK}', token: '\${SECRET}', source: https://greenlight.example, requestTimeout: 5s }
`;

function message(audience: 'room' | 'person'): ChannelMessage {
  const people = audience === 'person' ? [{ name: 'Ada', accounts: {}, email: 'ada@example.com' }] : [];
  const at = Date.UTC(2026, 0, 1);
  const event = { type: 'waiting', step: 'gate', approval: 7, at } as const;
  const fact = { type: 'run.waiting', subject: 'run/42', at, event, run: releaseRun() };
  return { card: card('running'), language: 'en', mentions: { people, everyone: false }, fact };
}

void test('each kind of channel sends with what the file says of it: signed, signed in, with its keyword', async () => {
  const clock = createHandClock();
  const robot = { secret: SECRET, keyword: KEYWORD };
  const slack = await openSlackHook(clock);
  const feishu = await openFeishuHook(clock, robot);
  const ding = await openDingTalkHook(clock, robot);
  const wecom = await openWeComHook(clock);
  const hook = await openEventReceiver(clock, SECRET);
  const desk = await openZadigReceiver(SECRET);
  await using open = new AsyncDisposableStack();
  for (const { server } of [slack, feishu, ding, wecom, hook, desk]) open.use(server);
  const mail = open.use(await openMailServer({ tls: 'implicit', clock }));
  const relay = open.use(await openMailServer({ tls: 'none', clock }));

  const { channels } = load(CHANNELS, {
    ...TOKENS,
    SLACK: slack.url,
    FEISHU: feishu.url,
    DING: ding.url,
    WECOM: wecom.url,
    HOOK: hook.url,
    DESK: desk.url,
    SECRET,
    KEYWORD,
    MAIL_USER,
    MAIL_PASSWORD,
    MAIL_PORT: String(mail.port),
    RELAY_PORT: String(relay.port),
    CA: certificate,
  });
  const places = [slack, feishu, ding, wecom, mail, relay, hook, desk];
  assert.equal(channels.length, places.length);
  for (const [index, config] of channels.entries()) {
    const channel = await createChannel(config, { clock });
    const { id, kind, audience, limits } = channel;
    assert.deepEqual([id, kind, audience, limits.requestMs], [config.id, config.kind, config.audience, 5000]);
    await channel.send(message(audience), `key-${id}`, signal());
    assert.equal(places[index]?.taken.length, 1, id);
    await channel.stop();
  }
  assert.match(JSON.stringify(hook.taken[0]?.raw), /"source":"greenlight"/);
});
