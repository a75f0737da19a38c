import { isObject, type Json } from '../common/json.ts';
import { NotThere } from '../common/not-there.ts';
import type { Callbacks } from './callbacks.ts';
import type { ClickOutcome } from './click-outcome.ts';
import type { Events } from './events.ts';
import { callbackOf, type ElementMatch, findButton, inputsOf } from './find-element.ts';
import type { FeishuUserOption } from './options.ts';
import type { Room } from './room.ts';
import { typedMessage } from './typed-message.ts';
import { type Chat, idsOf, type Message, tenantOf, type World } from './world.ts';

export type { ElementMatch };

type SayOptions = {
  /** Puts `@bot` in front, unless the text already mentions the bot by its name. */
  mention?: boolean;
  replyTo?: string;
  /** Sent as a rich-text post, as some clients do. */
  asPost?: boolean;
};

type ClickOptions = {
  /** Sends the form although its client would not: a required input is empty, a text is too long. */
  force?: boolean;
};

/** What people do in their Feishu clients. What is not there (any more) throws NotThere. */
export type People = {
  /** `@name` of a member and `@all` become mentions. The bot hears it when it is mentioned, in a direct chat, or with `groupMessages`. */
  say(user: string, chat: string, text: string, opts?: SayOptions): Message;
  /** `formValues` are the inputs of the button's form by their names. */
  click(
    user: string,
    messageId: string,
    match: ElementMatch,
    formValues?: Record<string, unknown>,
    opts?: ClickOptions,
  ): Promise<ClickOutcome>;
  /** The id of the chat between a person and the bot. */
  directChat(user: string): string;
  /** Takes a message away; `deleted` when it is gone for good. */
  remove(messageId: string, how?: 'withdrawn' | 'deleted'): void;
};

type PeopleOptions = {
  world: World;
  room: Room;
  events: Events;
  callbacks: Callbacks;
  now: () => number;
  /** How long a card can be used after it was sent. */
  usableMs: number;
};

export function createPeople({ world, room, events, callbacks, now, usableMs }: PeopleOptions): People {
  function person(user: string): FeishuUserOption {
    const found = world.users.get(user);
    if (!found) throw new NotThere(`no user ${user} in the simulated tenant`);
    return found;
  }

  function place(user: string, id: string): Chat {
    const chat = world.chats.get(id);
    if (!chat) throw new NotThere(`no chat ${id} in the simulated tenant`);
    person(user);
    if (!chat.members.has(user)) throw new NotThere(`${user} is not in ${id}`);
    return chat;
  }

  function messageAt(messageId: string): Message {
    const message = world.byId.get(messageId);
    if (!message || message.gone) throw new NotThere(`no message ${messageId}`);
    return message;
  }

  return {
    say(user, id, text, { mention = false, replyTo, asPost = false } = {}) {
      const chat = place(user, id);
      const bot = `@${world.app.botName}`;
      const typed = mention && !text.includes(bot) ? `${bot} ${text}` : text;
      const message = room.post(chat, {
        from: user,
        byBot: false,
        content: typedMessage(world, chat, typed, asPost),
        ...(replyTo === undefined ? {} : { replyTo: messageAt(replyTo) }),
      });
      events.said(message);
      return message;
    },
    async click(user, messageId, match, formValues = {}, { force = false } = {}) {
      const message = messageAt(messageId);
      place(user, message.chat);
      const found = findButton(message.card, match);
      if (!found) throw new NotThere(`no such button on message ${messageId}`);
      if (message.createdAt + usableMs < now())
        throw new NotThere(`message ${messageId} is too old to be used`);
      const { element, form } = found;
      if (element.disabled === true) throw new NotThere('the button is disabled');
      const submits = element.form_action_type === 'submit' || element.action_type === 'form_submit';
      const values = submits && form ? formValue(form, formValues, force) : undefined;
      if (!values && Object.keys(formValues).length > 0) throw new NotThere('the button sends no form');
      const callback = callbackOf(element);
      if (!callback && !submits) throw new NotThere('the button asks nobody');
      // A submit button without a callback of its own asks nobody either, and the client says so.
      if (!callback) return { acked: false, eventId: '', error: '200340' };
      return await callbacks.ask({
        operator: { tenant_key: tenantOf(world, person(user)), ...idsOf(person(user)) },
        action: {
          value: callback.value,
          tag: 'button',
          timezone: 'Asia/Shanghai',
          ...(typeof element.name === 'string' ? { name: element.name } : {}),
          ...(values ? { form_value: values } : {}),
        },
        host: 'im_message',
        context: { open_message_id: message.messageId, open_chat_id: message.chat },
      });
    },
    directChat: (user) => room.direct(person(user).openId).id,
    remove: (messageId, how = 'withdrawn') => room.remove(messageAt(messageId), how),
  };
}

/** What the client sends of a form: what was filled in, and the defaults; an empty input is left out. */
function formValue(form: Json, given: Record<string, unknown>, force: boolean): Json {
  const inputs = inputsOf(form);
  const names = inputs.map((one) => String(one.name));
  const stray = Object.keys(given).find((one) => !names.includes(one));
  if (stray !== undefined && !force) throw new NotThere(`the form has no input ${stray}`);
  const values: Json = { ...given };
  for (const input of inputs) {
    const name = String(input.name);
    values[name] ??= input.default_value ?? input.initial_option;
    if (values[name] === '') delete values[name];
    const value = values[name];
    if (value === undefined) delete values[name];
    if (force) continue;
    if (input.required === true && value === undefined) throw new NotThere(`${name} has to be filled in`);
    if (
      typeof value === 'string' &&
      typeof input.max_length === 'number' &&
      value.length > input.max_length
    ) {
      throw new NotThere(`${name} is longer than ${input.max_length} characters`);
    }
    if (isSelect(input) && value !== undefined && !offers(input, value))
      throw new NotThere(`${name} has no such option`);
  }
  return values;
}

function isSelect(input: Json): boolean {
  return input.tag === 'select_static';
}

function offers(input: Json, value: unknown): boolean {
  const options = Array.isArray(input.options) ? input.options.filter(isObject) : [];
  return options.some((one) => one.value === value);
}
