/**
 * Properties of the steps `notification` and `webhook-notification`: KubeVela's (charts/vela-workflow/templates/definitions/notification.yaml of
 * kubevela/workflow, and vela-templates/definitions/deprecated/webhook-notification.cue of kubevela/kubevela at v1.2).
 */
import { isMailAddress } from '../../../domain/mailbox.ts';
import type { StepOutlet } from '../../../domain/notice.ts';
import { isObject } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import type { EmbeddedOptions } from '../options.ts';
import { readJson } from '../read-json.ts';
import { type Filled, isFilled } from './filled.ts';
import { checkHostReach } from './reachable.ts';
import { checkSecretText } from './secret-text.ts';
import { booleanOf, fieldsOf, itemsOf, numberOf, type Spot, textOf } from './spot.ts';

/** The older type has no `lark`. */
export const OUTLETS_OF = {
  notification: ['lark', 'dingding', 'slack', 'email'],
  'webhook-notification': ['dingding', 'slack', 'email'],
} as const satisfies Record<string, readonly StepOutlet[]>;

type Type = keyof typeof OUTLETS_OF;

type Around = { options: Pick<EmbeddedOptions, 'secrets' | 'http'>; filled: Filled };

export function checkNotification(type: Type, spot: Spot, around: Around): void {
  const outlets: readonly StepOutlet[] = OUTLETS_OF[type];
  const named = outlets.filter((outlet) => spot.at(outlet).value !== undefined);
  if (isEmpty(spot) && !outlets.some((outlet) => isFilled(around.filled, [outlet]))) {
    spot.complain(
      `${spot.what} names nobody to send to: it needs ${outlets.slice(0, -1).join(', ')} or email`,
    );
  }
  for (const outlet of named) {
    const place = spot.at(outlet, `"${outlet}" of ${spot.what}`);
    if (outlet === 'email') checkEmail(type, place, around);
    else checkRobot(type, outlet, place, around);
  }
}

function isEmpty({ value }: Spot): boolean {
  return !isObject(value) || Object.keys(value).length === 0;
}

function checkRobot(type: Type, outlet: Exclude<StepOutlet, 'email'>, spot: Spot, around: Around): void {
  if (fieldsOf(spot, ['url', 'message']) === undefined) return;
  const plain = type === 'webhook-notification';
  checkSecretText(spot, 'url', { place: [outlet, 'url'], address: true, plain }, around);
  const message = spot.at('message', `"message" of ${spot.what}`);
  const open = (...path: string[]): boolean => isFilled(around.filled, [outlet, 'message', ...path]);
  if (message.value === undefined || message.value === null) {
    if (!open()) spot.complain(`${spot.what} needs "message"`);
    return;
  }
  CHECKS[outlet](message, open);
}

/** Whether an input fills in what is at this path of the message. */
type Open = (...path: string[]) => boolean;

const CHECKS: Readonly<Record<Exclude<StepOutlet, 'email'>, (message: Spot, open: Open) => void>> = {
  lark: checkLark,
  dingding: checkDingding,
  slack: checkSlack,
};

function checkLark(message: Spot, open: Open): void {
  if (fieldsOf(message, ['msg_type', 'content']) === undefined) return;
  needsText(message, 'msg_type', open);
  const content = needsText(message, 'content', open);
  if (content === undefined || open('content')) return;
  const problem = 'problem' in parseObject(content);
  if (problem) {
    message
      .at('content')
      .complain(`"content" of ${message.what} is not an object in JSON, such as {"text": "Deployed"}`);
  }
}

/** The object in a JSON text. */
export function parseObject(text: string): { object: Readonly<Record<string, unknown>> } | { problem: true } {
  const read = readJson(text);
  return read.kind === 'json' && isObject(read.value) ? { object: { ...read.value } } : { problem: true };
}

/** By `msgtype`: what the robot wants of it: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages */
const DINGDING: Readonly<Record<string, { fields: readonly string[]; needs: readonly string[] }>> = {
  text: { fields: ['content'], needs: ['content'] },
  link: { fields: ['text', 'title', 'messageUrl', 'picUrl'], needs: ['title', 'text', 'messageUrl'] },
  markdown: { fields: ['text', 'title'], needs: ['title', 'text'] },
  actionCard: {
    fields: ['text', 'title', 'hideAvatar', 'btnOrientation', 'singleTitle', 'singleURL', 'btns'],
    needs: ['title', 'text'],
  },
  feedCard: { fields: ['links'], needs: [] },
};

function checkDingding(message: Spot, open: Open): void {
  const types = Object.keys(DINGDING);
  if (fieldsOf(message, ['msgtype', ...types, 'at']) === undefined) return;
  const msgtype = textOf(message, 'msgtype') ?? 'text';
  if (message.at('msgtype').value !== undefined && !types.includes(msgtype)) {
    message.at('msgtype').complain(`"msgtype" of ${message.what} must be one of ${types.join(', ')}`);
  }
  for (const name of types) {
    const part = message.at(name, `"${name}" of ${message.what}`);
    const rule = DINGDING[name];
    if (rule === undefined) continue;
    if (part.value === undefined) {
      if (name === msgtype && !open(name) && !open('msgtype'))
        message.complain(`${message.what} needs "${name}", because its msgtype is ${name}`);
      continue;
    }
    if (fieldsOf(part, rule.fields) === undefined || name !== msgtype) continue;
    for (const key of rule.needs) needsText(part, key, (...path) => open(name, ...path));
    itemsOf(part, 'btns', (i) => `button ${i + 1} of ${part.what}`).forEach((one) =>
      fieldsOf(one, ['title', 'actionURL']),
    );
    itemsOf(part, 'links', (i) => `link ${i + 1} of ${part.what}`).forEach((one) =>
      fieldsOf(one, ['text', 'title', 'messageUrl', 'messageURL', 'picUrl', 'picURL']),
    );
  }
  const at = message.at('at', `"at" of ${message.what}`);
  fieldsOf(at, ['atMobiles', 'atUserIds', 'isAtAll']);
  for (const key of ['atMobiles', 'atUserIds']) textsOf(at, key);
  booleanOf(at, 'isAtAll');
}

function checkSlack(message: Spot, open: Open): void {
  const fields = ['text', 'blocks', 'attachments', 'thread_ts', 'mrkdwn', 'unfurl_links', 'unfurl_media'];
  if (fieldsOf(message, fields) === undefined) return;
  needsText(message, 'text', open);
  itemsOf(message, 'blocks', (i) => `block ${i + 1} of ${message.what}`).forEach(needsObject);
  const attachments = message.at('attachments', `"attachments" of ${message.what}`);
  if (Array.isArray(attachments.value))
    itemsOf(message, 'attachments', (i) => `attachment ${i + 1} of ${message.what}`).forEach(needsObject);
  else fieldsOf(attachments, ['blocks', 'color']);
  textOf(message, 'thread_ts');
  for (const key of ['mrkdwn', 'unfurl_links', 'unfurl_media']) booleanOf(message, key);
}

function checkEmail(type: Type, spot: Spot, around: Around): void {
  if (fieldsOf(spot, ['from', 'to', 'content']) === undefined) return;
  const open = (...path: string[]): boolean => isFilled(around.filled, ['email', ...path]);
  const from = part(spot, 'from', ['address', 'alias', 'password', 'host', 'port'], open);
  if (from !== undefined) {
    const of: Open = (...path) => open('from', ...path);
    checkMailbox(from.at('address', `"address" of ${from.what}`), needsText(from, 'address', of));
    textOf(from, 'alias');
    const host = needsText(from, 'host', of);
    if (host !== undefined && !of('host'))
      checkHostReach(from.at('host', `"host" of ${from.what}`), host, around.options);
    const port = numberOf(from, 'port');
    if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535))
      from.at('port').complain(`"port" of ${from.what} is no port: it is a number from 1 to 65535`);
    const plain = type === 'webhook-notification';
    checkSecretText(
      from,
      'password',
      { place: ['email', 'from', 'password'], address: false, plain },
      around,
    );
  }
  const content = part(spot, 'content', ['subject', 'body'], open);
  if (content !== undefined)
    for (const key of ['subject', 'body']) needsText(content, key, (...path) => open('content', ...path));
  const to = spot.at('to');
  if (!open('to') && (to.value === undefined || (Array.isArray(to.value) && to.value.length === 0)))
    spot.complain(`${spot.what} needs "to", a list of addresses`);
  for (const [one, address] of textsOf(spot, 'to')) checkMailbox(one, address);
}

/** An object within the letter; undefined when there is none to look into. */
function part(owner: Spot, key: string, fields: readonly string[], open: Open): Spot | undefined {
  const spot = owner.at(key, `"${key}" of ${owner.what}`);
  if (spot.value === undefined || spot.value === null) {
    if (!open(key)) owner.complain(`${owner.what} needs "${key}"`);
    return undefined;
  }
  return fieldsOf(spot, fields) === undefined ? undefined : spot;
}

function checkMailbox(spot: Spot, address: string | undefined): void {
  if (address !== undefined && !isMailAddress(address))
    spot.complain(`${spot.what} is no e-mail address such as ada@example.com`);
}

function needsText(owner: Spot, key: string, open: Open): string | undefined {
  const text = textOf(owner, key);
  const value = owner.at(key).value;
  if ((value === undefined || text === '') && !open(key))
    owner.complain(`${owner.what} needs "${key}", a text`);
  return text;
}

function needsObject(spot: Spot): void {
  if (!isObject(spot.value)) spot.complain(`${spot.what} is ${kindOf(spot.value)}; it must be an object`);
}

/** The texts of a list, each with its place; complains about what is none. */
function textsOf(owner: Spot, key: string): [Spot, string][] {
  return itemsOf(owner, key, (i) => `${key} ${i + 1} of ${owner.what}`).flatMap((one): [Spot, string][] => {
    if (typeof one.value === 'string') return [[one, one.value]];
    one.complain(`${one.what} is ${kindOf(one.value)}; it must be a text`);
    return [];
  });
}
