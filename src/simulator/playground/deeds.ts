import { isObject } from '../slack/blocks/check.ts';
import type { Json } from '../slack/options.ts';
import type { ViewValues } from '../slack/people.ts';
import type { PlaygroundOptions } from './options.ts';

/** A request that the page should never have made; the message names the field. */
export class BadDeed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadDeed';
  }
}

type Deed = (options: PlaygroundOptions, as: string, body: Json) => unknown;

/** What a person can do on the page, by the path that it is posted to. */
export const deeds: Record<string, Deed> = {
  '/api/say': ({ slack }, as, body) => {
    const thread = typeof body.thread === 'string' ? body.thread : undefined;
    return { ts: slack.people.say(as, field(body, 'channel'), field(body, 'text'), thread).ts };
  },
  '/api/command': ({ slack }, as, body) => {
    const text = typeof body.text === 'string' ? body.text : '';
    return slack.people.command(as, field(body, 'channel'), field(body, 'command'), text);
  },
  '/api/click': ({ slack }, as, body) => {
    const match = { actionId: field(body, 'actionId'), blockId: field(body, 'blockId') };
    const chosen = isObject(body.chosen) ? body.chosen : {};
    return slack.people.click(as, field(body, 'channel'), field(body, 'ts'), match, chosen);
  },
  '/api/submit': (options, as, body) => {
    const values: ViewValues = {};
    for (const [blockId, value] of Object.entries(isObject(body.values) ? body.values : {})) {
      if (typeof value === 'string') values[blockId] = value;
      if (Array.isArray(value)) values[blockId] = value.map(String);
    }
    return options.slack.people.submitView(ownView(options, as, body), values);
  },
  '/api/close': (options, as, body) => options.slack.people.closeView(ownView(options, as, body)),
  '/api/edit': (options, as, body) => {
    const { channel, ts } = ownMessage(options, as, body);
    options.slack.people.edit(channel, ts, field(body, 'text'));
  },
  '/api/delete': (options, as, body) => {
    const { channel, ts } = ownMessage(options, as, body);
    options.slack.people.remove(channel, ts);
  },
  '/api/direct': ({ slack }, as) => ({ channel: slack.people.directMessage(as) }),
};

export function field(body: Json, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value.trim() === '') throw new BadDeed(`${name} is missing`);
  return value;
}

function ownView({ slack }: PlaygroundOptions, as: string, body: Json): string {
  const id = field(body, 'viewId');
  if (!slack.views(as).some((view) => view.id === id)) throw new BadDeed('this form is not open any more');
  return id;
}

function ownMessage({ slack }: PlaygroundOptions, as: string, body: Json): { channel: string; ts: string } {
  const channel = field(body, 'channel');
  const ts = field(body, 'ts');
  const message = slack.messages(channel).find((one) => one.ts === ts);
  if (message?.user !== as) throw new BadDeed('this message is not yours');
  return { channel, ts };
}
