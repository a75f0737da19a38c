import { randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { isObject, type Json } from '../common/json.ts';
import { NotThere } from '../common/not-there.ts';
import { type CallbackVariant, cardCallback } from './card-callback.ts';
import type { DingTalkSimulatorOptions, UserOption } from './options.ts';
import type { Pushes, PushRecord } from './pushes.ts';
import { robotMessage } from './robot-message.ts';
import type { Room } from './room.ts';
import type { SessionWebhooks } from './session-webhooks.ts';
import type { CardButton } from './template.ts';
import {
  buttonsOf,
  type Card,
  directId,
  findPlace,
  messageOf,
  OTHER_CORP,
  type Post,
  type RobotMessage,
  type SaidPost,
  type World,
} from './world.ts';

/** Which button is meant: its action id, anything that tells it from the others, or a test of one's own. */
type ButtonMatch =
  | string
  | { id?: string; text?: string; verdict?: string; gate?: string }
  | ((button: CardButton) => boolean);

/** What became of a click, as the person sees it. `no_callback`: the card was created without callbacks. */
export type Outcome =
  | { acked: true; messageId: string; response: Json; latencyMs: number }
  | { acked: false; error: 'no_connection' | 'timeout' | 'refused' | 'no_callback' };

/** What people do in their DingTalk clients. What is not there (any more) throws NotThere. */
export type People = {
  /**
   * `place` is a group's id or name, or `direct`. In a group only a message that mentions the robot reaches the app; `mention` is
   * true when absent. `quote` is the carrierId or processQueryKey of the message that is answered, or the msgId of a person's.
   */
  say(userId: string, place: string, text: string, opts?: { mention?: boolean; quote?: string }): SaidPost;
  /** Presses a button of a card. `inputs` are what its inputs hold, for example `{reason: '…'}`. */
  click(
    userId: string,
    outTrackId: string,
    match: ButtonMatch,
    inputs?: Record<string, string>,
  ): Promise<Outcome>;
  /** What the robot wrote to this person alone, oldest first, cards left out. */
  directMessages(userId: string): RobotMessage[];
  /** The conversation id of the direct chat between a person and the robot. */
  directChat(userId: string): string;
};

type PeopleOptions = {
  world: World;
  app: DingTalkSimulatorOptions['app'];
  room: Room;
  pushes: Pushes;
  webhooks: SessionWebhooks;
  clock: SimClock;
  variant: () => CallbackVariant;
};

export function createPeople(options: PeopleOptions): People {
  const { world, app, room, pushes, webhooks, clock, variant } = options;

  function person(userId: string): UserOption {
    const user = world.users.get(userId);
    if (!user) throw new NotThere(`no user ${userId} in the simulated organisation`);
    return user;
  }

  function isIn(userId: string, place: string): boolean {
    return world.groups.get(place)?.members.has(userId) ?? world.directs.get(place) === userId;
  }

  function quotedPost(key: string | undefined): Post | undefined {
    if (key === undefined) return undefined;
    const found = room.sent(key)[0] ?? world.posts.find((post) => post.kind === 'said' && post.msgId === key);
    if (!found) throw new NotThere(`no message ${key} to answer`);
    return found;
  }

  function say(
    userId: string,
    where: string,
    text: string,
    opts: { mention?: boolean; quote?: string } = {},
  ): SaidPost {
    const user = person(userId);
    const place = where === 'direct' ? directId(app.robotCode, userId) : findPlace(world, where);
    if (place === undefined) throw new NotThere(`no conversation ${where} in the simulated organisation`);
    if (!isIn(userId, place)) throw new NotThere(`${userId} is not a member of ${where}`);
    const group = world.groups.get(place);
    const quoted = quotedPost(opts.quote);
    const mention = group !== undefined && (opts.mention ?? true);
    const post: SaidPost = {
      kind: 'said',
      place,
      msgId: `msg${randomBytes(16).toString('base64')}`,
      userId,
      text,
      mention,
      ...(opts.quote === undefined ? {} : { quote: opts.quote }),
      postedAt: clock.now(),
      recalled: false,
    };
    room.post(post);
    if (group && !(mention && group.botIn)) return post;
    pushes.message(robotMessage(world, app, { post, user, quoted, webhook: webhooks.make(place) }));
    return post;
  }

  async function click(
    userId: string,
    outTrackId: string,
    match: ButtonMatch,
    inputs: Record<string, string> = {},
  ): Promise<Outcome> {
    const user = person(userId);
    const card = world.cards.get(outTrackId);
    const shown = room.cardPosts(outTrackId).find((post) => !post.recalled && isIn(userId, post.place));
    if (!card || !shown) throw new NotThere(`${userId} sees no card ${outTrackId}`);
    const button = buttonsOf(world, card, userId).find((one) => fits(one, match));
    if (!button) throw new NotThere(`no such button on card ${outTrackId}: ${JSON.stringify(match)}`);
    if (button.url !== undefined) throw new NotThere(`${button.text} opens an address and asks nobody`);
    if (card.callbackType !== 'STREAM') return { acked: false, error: 'no_callback' };
    const { extension } = card;
    const { place } = shown;
    // Whoever is not of the organisation has no user id to be told, and an organisation of their own.
    const clicker = user.outsider ? user.dingtalkId : userId;
    const corpId = user.outsider ? OTHER_CORP : world.corpId;
    const click = { corpId, userId: clicker, place, outTrackId, extension, button, inputs };
    const push = await pushes.card(cardCallback(click, variant()));
    return outcomeOf(push, (response) => applyAnswer(card, userId, response));
  }

  /** What the app answers to a click changes the card: https://open.dingtalk.com/document/orgapp/event-callback-card */
  function applyAnswer(card: Card, userId: string, response: Json): void {
    const cardParamMap = variablesIn(response.cardData);
    const own = variablesIn(response.userPrivateData) ?? variablesIn(response.privateData);
    if (!cardParamMap && !own) return;
    const options = isObject(response.cardUpdateOptions) ? response.cardUpdateOptions : {};
    room.update(card, 'callback', {
      ...(cardParamMap ? { cardParamMap } : {}),
      ...(own ? { privateData: { [userId]: own } } : {}),
      byKey: options.updateCardDataByKey === true,
      privateByKey: options.updatePrivateDataByKey === true,
    });
  }

  return {
    say,
    click,
    directMessages(userId) {
      const place = directId(app.robotCode, person(userId).userId);
      return world.posts
        .filter((post) => post.place === place)
        .map((post) => messageOf(world, post))
        .filter((message) => message?.kind === 'robot');
    },
    directChat: (userId) => directId(app.robotCode, person(userId).userId),
  };
}

function outcomeOf(push: PushRecord, apply: (response: Json) => void): Outcome {
  if (push.missed) return { acked: false, error: push.missed };
  const response = isObject(push.response) ? push.response : {};
  apply(response);
  return { acked: true, messageId: push.messageId, response, latencyMs: push.latencyMs ?? 0 };
}

/** Variables that are not texts are left out: no client could show them. */
function variablesIn(value: unknown): Record<string, string> | undefined {
  if (!isObject(value) || !isObject(value.cardParamMap)) return undefined;
  const texts = Object.entries(value.cardParamMap).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

function fits(button: CardButton, match: ButtonMatch): boolean {
  if (typeof match === 'function') return match(button);
  if (typeof match === 'string') return button.id === match;
  // The AI card's buttons carry their meaning in their id.
  const [verdict, gate] = button.params.verdict
    ? [button.params.verdict, button.params.gate]
    : [button.id.split(':')[0], button.id.split(':').slice(1).join(':')];
  return (
    (match.id === undefined || button.id === match.id) &&
    (match.text === undefined || button.text === match.text) &&
    (match.verdict === undefined || verdict === match.verdict) &&
    (match.gate === undefined || gate === match.gate)
  );
}
