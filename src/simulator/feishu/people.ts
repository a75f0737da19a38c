import type { Json } from '../slack/options.ts';
import type { Message } from './world.ts';

/** Which element is meant: its `name` or `element_id` as a text, or anything that tells it from the others. */
export type ElementMatch =
  | string
  | { name?: string; elementId?: string; text?: string; value?: Json }
  | ((element: Json) => boolean);

/** What became of a click, as the person sees it. */
export type ClickOutcome =
  | {
      acked: true;
      eventId: string;
      toast?: { type: string; content: string };
      response: Json;
      latencyMs: number;
    }
  /** `200340`: no answer in time, or nobody to ask; `200671`: an HTTP error; `200672`: an answer that Feishu cannot read. */
  | { acked: false; eventId: string; error: '200340' | '200671' | '200672' };

export type SayOptions = {
  /** Puts `@bot` in front, unless the text already mentions the bot by its name. */
  mention?: boolean;
  replyTo?: string;
  /** Sent as a rich-text post, as some clients do. */
  asPost?: boolean;
};

export type ClickOptions = {
  /** Clicks although a required input is empty: what a hand-made client can do. */
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
