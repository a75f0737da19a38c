/** From the properties of a notification step to what is sent: one message for each robot, and one for each address of a letter. */
import { createHash } from 'node:crypto';
import type { StepOutlet, StepSecret, StepSubject } from '../../../domain/notice.ts';
import type { Json } from '../../../domain/run.ts';
import type { Problem } from '../../../errors.ts';
import { type Told, tell } from '../../common/told.ts';
import { isObject, type Path } from '../expressions/path.ts';
import { parseObject } from '../load/notification.ts';
import { isAddress, reveal, secretText } from '../load/secret-text.ts';
import { createSpot } from '../load/spot.ts';
import { checkProperties, stepTypeNamed } from '../load/step-types.ts';
import { errorLine } from '../message.ts';
import type { EmbeddedOptions } from '../options.ts';
import type { Fields, StepPlan } from '../plan.ts';

export type Send = {
  /** Unlike that of all others of the step. */
  name: string;
  /** A name for the robot or the mail account, so that messages to one are paced together; its address cannot be read from it. */
  room: string;
  what:
    | Omit<Extract<StepSubject, { url: StepSecret }>, Origin>
    | Omit<Extract<StepSubject, { to: string }>, Origin>;
};

type Origin = 'kind' | 'engine' | 'ref' | 'attempt';
type Message = StepSubject['message'];

/** What the step sends when its properties are these, inputs in place; or why it cannot. */
export function sendsOf(
  options: EmbeddedOptions,
  plan: StepPlan,
  properties: Fields,
): Send[] | { problem: Told } {
  const problem = problemOf(options, plan, properties);
  if (problem !== undefined) return { problem: tell('given', { why: errorLine(problem) }) };
  const sends: Send[] = [];
  for (const outlet of ['lark', 'dingding', 'slack'] as const) {
    const { [outlet]: fields } = properties;
    if (!isObject(fields)) continue;
    const url = secretText(fields.url);
    const address = url && reveal(options, url);
    // A secret is looked at here for the first time.
    if (url === undefined || address === undefined || !isAddress(address))
      return { problem: tell('outlet-no-address', { outlet }) };
    const message = MESSAGES[outlet](isObject(fields.message) ? fields.message : {});
    sends.push({ name: outlet, room: digest(address), what: { outlet, url, message } });
  }
  return isObject(properties.email) ? [...sends, ...lettersOf(properties.email)] : sends;
}

/** The same checks as of the file; by now nothing is still to be filled in. */
function problemOf(options: EmbeddedOptions, plan: StepPlan, properties: Fields): string | undefined {
  const type = stepTypeNamed(plan.type);
  if ('problem' in type) return type.problem;
  const problems: Problem[] = [];
  const place = (path: Path): string => path.join('.');
  const spot = createSpot({ value: properties, place, keyPlace: place }, problems, 'the step');
  checkProperties(type, spot, { options, components: [], policies: [], namespace: '', filled: [] });
  return problems[0]?.message;
}

const MESSAGES: Readonly<Record<Exclude<StepOutlet, 'email'>, (message: Fields) => Message>> = {
  /** KubeVela's `content` is a text for all kinds; the robot wants the object itself, and a card as `card`. */
  lark({ msg_type, content }) {
    const parsed = parseObject(text(content));
    const object = 'object' in parsed ? parsed.object : {};
    return msg_type === 'interactive' ? { msg_type, card: object } : { msg_type, content: object };
  },
  /** The type has a default. */
  dingding: (message) => ({ msgtype: 'text', ...message }),
  /** KubeVela knows one attachment, Slack a list. */
  slack: (message) =>
    isObject(message.attachments) ? { ...message, attachments: [message.attachments] } : message,
};

/** KubeVela's default (notification.yaml). */
const MAIL_PORT = 587;

function lettersOf({ from, to, content }: Fields): Send[] {
  if (!isObject(from) || !isObject(content) || !Array.isArray(to)) return [];
  const password = secretText(from.password);
  if (password === undefined) return [];
  const server = {
    host: text(from.host),
    port: typeof from.port === 'number' ? from.port : MAIL_PORT,
    user: text(from.address),
    password,
    ...(typeof from.alias === 'string' && from.alias !== '' ? { name: from.alias } : {}),
  };
  const room = digest(`${server.host}:${server.port}\n${server.user}`);
  const message = { subject: text(content.subject), body: text(content.body) };
  // Nobody gets it twice because a list names them twice.
  const addresses = new Map<string, string>();
  for (const one of to.map(text))
    if (!addresses.has(one.toLowerCase())) addresses.set(one.toLowerCase(), one);
  return [...addresses.values()].map((address, i) => ({
    name: `email-${i}`,
    room,
    what: { outlet: 'email', to: address, server, message },
  }));
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function digest(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 16);
}
