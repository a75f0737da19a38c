import { dingtalkMessage } from '../../channels/dingtalk-robot/message.ts';
import { letter } from '../../channels/email/letter.ts';
import { MAX_HTML_BYTES, SUBJECT_LENGTH } from '../../channels/email/limits.ts';
import { feishuMessage } from '../../channels/feishu-robot/message.ts';
import { MAX_BLOCKS } from '../../channels/slack-webhook/limits.ts';
import { slackMessage } from '../../channels/slack-webhook/message.ts';
import { cloudEvent } from '../../channels/webhook/event.ts';
import { fitting, MAX_BODY_BYTES } from '../../channels/webhook/fitting.ts';
import { zadigBody } from '../../channels/webhook/zadig.ts';
import { MAX_MARKDOWN_BYTES, MAX_TEXT_BYTES } from '../../channels/wecom/limits.ts';
import { wecomMessage } from '../../channels/wecom/message.ts';
import { dingtalkLimits } from '../../platforms/dingtalk/limits.ts';
import { renderCard as renderDingTalk } from '../../platforms/dingtalk/render.ts';
import { templateVariables } from '../../platforms/dingtalk/template-cards.ts';
import { feishuLimits } from '../../platforms/feishu/limits.ts';
import { renderCard as renderFeishu } from '../../platforms/feishu/render.ts';
import { bytesOf } from '../../platforms/feishu/shrink.ts';
import { slackLimits } from '../../platforms/slack/limits.ts';
import { renderCard as renderSlack } from '../../platforms/slack/render.ts';
import type { Block } from './drawing.ts';
import { listIn, textIn } from './json.ts';
import { type Message, toRoom } from './message.ts';
import { readDingTalkCard } from './read/dingtalk-card.ts';
import { readFeishuCard } from './read/feishu-card.ts';
import { readMarkdown, withCalls } from './read/markdown.ts';
import { readSlackBlocks } from './read/slack-blocks.ts';

/** What counts against a vendor's ceiling, in the vendor's unit. */
export type Size = { what: string; size: number; limit: number };

/** A message in a vendor's form, and how that is seen. */
export type Rendered = {
  /** What is sent, without signatures and without what only the connection knows. */
  body: unknown;
  blocks: Block[];
  /** Of a letter, which is a page of its own. */
  html?: string;
  sizes: Size[];
};

/** A chat or channel. `platform`: people can answer there. */
export type Outlet = { name: string; title: string; platform: boolean; render(message: Message): Rendered };

/** Limits of requests that no renderer of ours names, in bytes. */
const FEISHU_ROBOT_BYTES = 20_000; // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
const DINGTALK_ROBOT_BYTES = 20_000; // https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages

/** Every way out, by the renderers that send. */
export const OUTLETS: readonly Outlet[] = [
  platform('slack', 'Slack', (message) => {
    const body = renderSlack(message.card);
    return { body, blocks: readSlackBlocks(body), sizes: slackSizes(body) };
  }),
  platform('feishu', 'Feishu', (message) => {
    const body = renderFeishu(message.card, (account) => account);
    return {
      body,
      blocks: readFeishuCard(body),
      sizes: [size('bytes', bytesOf(body), feishuLimits.card.bytes)],
    };
  }),
  platform('dingtalk', 'DingTalk', (message) => {
    const body = templateVariables(renderDingTalk(message.card));
    const length = textIn(body, 'body').length;
    return { body, blocks: readDingTalkCard(body), sizes: [size('characters', length, dingtalkLimits.body)] };
  }),
  channel('slack-webhook', 'Slack webhook', (message) => {
    const { body } = slackMessage(toRoom(message));
    return { body, blocks: readSlackBlocks(body), sizes: slackSizes(body) };
  }),
  channel('feishu-robot', 'Feishu robot', (message) => {
    const { body } = feishuMessage(toRoom(message));
    return {
      body,
      blocks: readFeishuCard(body.card),
      sizes: [size('bytes', bytes(body), FEISHU_ROBOT_BYTES)],
    };
  }),
  channel('dingtalk-robot', 'DingTalk robot', (message) => {
    const { body } = dingtalkMessage(toRoom(message));
    const called = [...listIn(body, 'at', 'atUserIds'), ...listIn(body, 'at', 'atMobiles')].map(String);
    return {
      body,
      blocks: withCalls(readMarkdown(textIn(body, 'markdown', 'text'), 'dingtalk'), called),
      sizes: [size('bytes', bytes(body), DINGTALK_ROBOT_BYTES)],
    };
  }),
  channel('wecom', 'WeCom', (message) => {
    const { body } = wecomMessage(toRoom(message));
    const markdown = textIn(body, 'markdown', 'content');
    if (markdown !== '') {
      return {
        body,
        blocks: readMarkdown(markdown, 'wecom'),
        sizes: [size('bytes', Buffer.byteLength(markdown), MAX_MARKDOWN_BYTES)],
      };
    }
    const text = textIn(body, 'text', 'content');
    return {
      body,
      blocks: [{ kind: 'text', text: [text] }],
      sizes: [size('bytes', Buffer.byteLength(text), MAX_TEXT_BYTES)],
    };
  }),
  channel('email', 'E-mail', (message) => {
    const [to = { name: 'Ada', email: 'ada@example.com' }] = message.people;
    const body = letter(
      { ...toRoom(message), mentions: { people: [], everyone: false } },
      'preview',
      { name: 'Greenlight', address: 'greenlight@example.com' },
      { name: to.name, address: to.email ?? 'ada@example.com' },
    );
    const html = textIn(body, 'html');
    return {
      body,
      blocks: [
        { kind: 'header', text: [textIn(body, 'subject')] },
        { kind: 'text', text: [textIn(body, 'text')] },
      ],
      html,
      sizes: [
        size('bytes of HTML', Buffer.byteLength(html), MAX_HTML_BYTES),
        size('characters of the subject', textIn(body, 'subject').length, SUBJECT_LENGTH),
      ],
    };
  }),
  channel('webhook', 'Webhook', (message) => {
    const source = 'https://greenlight.example.com';
    return forPrograms(fitting((pen) => JSON.stringify(cloudEvent(toRoom(message), 'preview', source, pen))));
  }),
  channel('zadig', 'Zadig’s webhook', ({ run, event }) => {
    return forPrograms(fitting((pen) => JSON.stringify(zadigBody(run, event, pen))));
  }),
];

function platform(name: string, title: string, render: Outlet['render']): Outlet {
  return { name, title, platform: true, render };
}

function channel(name: string, title: string, render: Outlet['render']): Outlet {
  return { name, title, platform: false, render };
}

function forPrograms(sent: string): Rendered {
  const body: unknown = JSON.parse(sent);
  const text = JSON.stringify(body, null, 2);
  return {
    body,
    blocks: [{ kind: 'data', text }],
    sizes: [size('bytes', Buffer.byteLength(sent), MAX_BODY_BYTES)],
  };
}

function slackSizes(body: unknown): Size[] {
  const blocks = listIn(body, 'blocks');
  return [
    size('characters of blocks', JSON.stringify(blocks).length, slackLimits.message.json),
    size('blocks', blocks.length, MAX_BLOCKS),
  ];
}

function size(what: string, count: number, limit: number): Size {
  return { what, size: count, limit };
}

function bytes(body: unknown): number {
  return Buffer.byteLength(JSON.stringify(body));
}
