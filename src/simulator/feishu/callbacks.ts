import type { SimClock } from '../common/clock.ts';
import { isObject, type Json, parseJson, textOf } from '../common/json.ts';
import { remember } from '../common/records.ts';
import { ApiError } from './api-error.ts';
import type { Changes } from './changes.ts';
import type { ClickError, ClickOutcome } from './click-outcome.ts';
import { type Content, readContent } from './content.ts';
import type { EventOptions, Events } from './events.ts';
import { randomId } from './ids.ts';
import type { FeishuLimits } from './options.ts';
import type { PushRecord } from './push-record.ts';
import { CARD_ACTION, type Pushes } from './pushes.ts';
import type { Room } from './room.ts';
import type { Message, Toast, World } from './world.ts';

export type Callbacks = {
  /** Sends a card callback and does with the answer what Feishu's client does. A token is added when the event has none. */
  ask(event: Json, opts?: EventOptions): Promise<ClickOutcome>;
  /** The delayed update: 30 minutes, twice, and not before the callback was answered. Throws ApiError. */
  update(token: unknown, card: unknown): void;
};

type CallbacksOptions = {
  world: World;
  room: Room;
  pushes: Pushes;
  events: Events;
  clock: SimClock;
  limits: FeishuLimits;
  changes: Changes;
};

type UpdateToken = { messageId: string; until: number; uses: number; answered: boolean };
type Answer = { toast?: { type: Toast['type']; content: string }; content?: Content };

/** https://open.feishu.cn/document/ukTMukTMukTM/uMDO1YjLzgTN24yM4UjN names the rules and no code; this one is a stand-in. */
const UPDATE_REFUSED = 11247;

const TOAST_TYPES = ['info', 'success', 'error', 'warning'] as const;

export function createCallbacks(options: CallbacksOptions): Callbacks {
  const { world, room, pushes, events, clock, limits, changes } = options;
  const tokens = new Map<string, UpdateToken>();

  function newToken(messageId: string): string {
    const now = clock.now();
    for (const [token, { until }] of tokens) if (until < now) tokens.delete(token);
    const token = randomId('c-');
    const until = now + limits.updateTokenMs;
    tokens.set(token, { messageId, until, uses: limits.updateTokenUses, answered: false });
    return token;
  }

  function showToast(
    user: string,
    messageId: string,
    toast: Pick<Toast, 'type' | 'content' | 'error'>,
  ): void {
    const shown: Toast = { user, messageId, at: clock.now(), ...toast };
    remember(world.toasts, shown, limits.recordsKept);
    changes.emit({ type: 'toast', toast: shown });
  }

  function answerOf(response: unknown, user: string): Answer | undefined {
    if (!isObject(response)) return undefined;
    const answer: Answer = {};
    try {
      const toast =
        response.toast === undefined ? undefined : readToast(response.toast, localeOf(world, user));
      if (toast) answer.toast = toast;
      if (response.card !== undefined) answer.content = readCard(response.card, world, limits);
    } catch (err) {
      if (err instanceof ApiError) return undefined;
      throw err;
    }
    return answer;
  }

  return {
    async ask(event, opts) {
      const { user, messageId } = whoAndWhere(event);
      const token = typeof event.token === 'string' ? event.token : newToken(messageId);
      const push = await pushes.ask(events.wrap(CARD_ACTION, { ...event, token }, opts));
      const { eventId } = push;
      const known = tokens.get(token);
      const answer = push.missed ? undefined : answerOf(push.response, user);
      if (!answer) {
        const error = errorOf(push);
        showToast(user, messageId, { type: 'error', content: error, error });
        return { acked: false, eventId, error };
      }
      if (known) known.answered = true;
      if (answer.toast) showToast(user, messageId, answer.toast);
      const message = world.byId.get(messageId);
      if (answer.content && message && !message.gone) room.change(message, answer.content, 'callback');
      return {
        acked: true,
        eventId,
        ...(answer.toast ? { toast: answer.toast } : {}),
        response: isObject(push.response) ? push.response : {},
        latencyMs: push.latencyMs ?? 0,
      };
    },
    update(token, card) {
      const known = typeof token === 'string' ? tokens.get(token) : undefined;
      if (!known || known.until < clock.now()) throw new ApiError(UPDATE_REFUSED, 'invalid token');
      if (!known.answered) throw new ApiError(UPDATE_REFUSED, 'the callback is not answered yet');
      if (known.uses <= 0) throw new ApiError(UPDATE_REFUSED, 'the token was used too often');
      const message = openMessage(world, known.messageId);
      const content = readContent(world, limits, 'interactive', JSON.stringify(card));
      known.uses -= 1;
      room.change(message, content, 'card_update');
    },
  };
}

function openMessage(world: World, messageId: string): Message {
  const message = world.byId.get(messageId);
  if (!message || message.gone) throw new ApiError(230011, 'The message was withdrawn.');
  return message;
}

function whoAndWhere(event: Json): { user: string; messageId: string } {
  const operator = isObject(event.operator) ? event.operator : {};
  const context = isObject(event.context) ? event.context : {};
  return { user: textOf(operator.open_id), messageId: textOf(context.open_message_id) };
}

function localeOf(world: World, user: string): string {
  return world.users.get(user)?.locale ?? 'zh_cn';
}

function errorOf(push: PushRecord): ClickError {
  if (push.missed === 'refused') return '200671';
  if (push.missed) return '200340';
  return push.response === undefined ? '108002' : '200672';
}

function readToast(value: unknown, locale: string): Answer['toast'] {
  if (!isObject(value)) throw new ApiError(200672, 'the toast is no object');
  const type = TOAST_TYPES.find((one) => one === (value.type ?? 'info'));
  const i18n = isObject(value.i18n) ? value.i18n[locale] : undefined;
  const content = typeof i18n === 'string' ? i18n : value.content;
  if (!type || typeof content !== 'string')
    throw new ApiError(200672, 'the toast has no content or a wrong type');
  return { type, content };
}

/** `{"type":"raw","data":{…}}`; some SDKs write the card as a text, and Feishu takes both. */
function readCard(value: unknown, world: World, limits: FeishuLimits): Content {
  if (!isObject(value) || value.type !== 'raw') throw new ApiError(200672, 'only raw cards are simulated');
  const card = typeof value.data === 'string' ? parseJson(value.data) : value.data;
  return readContent(world, limits, 'interactive', JSON.stringify(card ?? null));
}
