import { z } from 'zod';
import { parseJson } from '../common/json.ts';
import type { HookRequest } from '../platform.ts';
import { ACTION_ID } from './button.ts';
import type { Handlers } from './handlers.ts';
import type { Envelope } from './transport.ts';
import { CALLBACK_ID } from './view.ts';

/**
 * What Slack posts, all of it to one address: events as JSON, commands as a form, clicks and dialogs as JSON in the field `payload` of a
 * form. Only for requests whose signature was verified.
 */
export type SlackRequest =
  | ({ kind: 'envelope' } & Omit<Envelope, 'ack'>)
  /** An address is being saved: https://docs.slack.dev/reference/events/url_verification */
  | { kind: 'challenge'; challenge: string }
  /** Slack looks at the certificate: https://docs.slack.dev/interactivity/implementing-slash-commands */
  | { kind: 'certificate-check' };

const object = z.looseObject({});
const challenge = z.looseObject({ type: z.literal('url_verification'), challenge: z.string() });

/** Undefined for what cannot be read. */
export function readRequest({ headers, body }: HookRequest): SlackRequest | undefined {
  const attempt = Number(headers['x-slack-retry-num'] ?? 0) || 0;
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  switch (type.trim().toLowerCase()) {
    case 'application/json': {
      const json = parseJson(body.toString());
      const asked = challenge.safeParse(json).data;
      if (asked) return { kind: 'challenge', challenge: asked.challenge };
      return envelope('events_api', json, attempt);
    }
    case 'application/x-www-form-urlencoded': {
      const form = new URLSearchParams(body.toString());
      const payload = form.get('payload');
      if (payload !== null) return envelope('interactive', parseJson(payload), attempt);
      if (form.has('ssl_check') && !form.has('command')) return { kind: 'certificate-check' };
      return envelope('slash_commands', Object.fromEntries(form), attempt);
    }
    default:
      return undefined;
  }
}

function envelope(type: Envelope['type'], content: unknown, attempt: number): SlackRequest | undefined {
  const body = object.safeParse(content).data;
  return body && { kind: 'envelope', type, body, attempt };
}

const heads = {
  command: z.looseObject({ command: z.string().startsWith('/') }),
  click: z.looseObject({
    type: z.literal('block_actions'),
    actions: z.tuple([z.looseObject({ action_id: z.string().regex(ACTION_ID) })]).rest(z.unknown()),
  }),
  form: z.looseObject({
    type: z.literal('view_submission'),
    view: z.looseObject({ callback_id: z.literal(CALLBACK_ID) }),
  }),
  message: z.looseObject({
    type: z.literal('event_callback'),
    event: z.looseObject({ type: z.enum(['message', 'app_mention']) }),
  }),
};

/** Whose work a payload is; undefined: nobody's, it is acknowledged and forgotten. The same as Bolt's routing for Socket Mode. */
export function handlerOf({ type, body }: Pick<Envelope, 'type' | 'body'>): keyof Handlers | undefined {
  const is = (kind: keyof Handlers): boolean => heads[kind].safeParse(body).success;
  switch (type) {
    case 'slash_commands':
      return is('command') ? 'command' : undefined;
    case 'interactive':
      return is('click') ? 'click' : is('form') ? 'form' : undefined;
    case 'events_api':
      return is('message') ? 'message' : undefined;
  }
}
