import { randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { remember } from '../common/records.ts';
import type { Changes } from './changes.ts';
import type { Limits } from './options.ts';
import {
  type Card,
  type CardPost,
  type CardVersion,
  messageOf,
  newest,
  type Post,
  type RobotPost,
  type World,
} from './world.ts';

/** Of one card, for the observer: more than any run shows. */
const VERSIONS_KEPT = 2_000;

type Variables = Record<string, string>;
type SentPost = CardPost | RobotPost;

/** Which of a card's variables an update brings: those that it names, or all there are. */
type CardUpdate = {
  cardParamMap?: Variables;
  standard?: Json;
  privateData?: Record<string, Variables>;
  byKey: boolean;
  privateByKey: boolean;
};

/** Everything that changes what people see goes through here. */
export type Room = {
  post(post: Post): void;
  create(card: Omit<Card, 'history'>, first: { cardParamMap: Variables; standard?: Json }): Card;
  update(card: Card, by: CardVersion['by'], update: CardUpdate): void;
  /** The posts that were sent under this carrierId or processQueryKey. */
  sent(key: string): SentPost[];
  /** Where a card was delivered to, oldest first. */
  cardPosts(outTrackId: string): CardPost[];
  recall(post: Post): void;
};

export function createRoom(world: World, clock: SimClock, limits: Limits, changes: Changes): Room {
  /** A long test has tens of thousands of posts: they are found by what they were sent under and by their card. */
  const byKey = new Map<string, SentPost[]>();
  const byCard = new Map<string, CardPost[]>();
  for (const post of world.posts) index(post);

  function index(post: Post): void {
    if (post.kind === 'said') return;
    addTo(byKey, keyOf(post), post);
    if (post.kind === 'card') addTo(byCard, post.outTrackId, post);
  }

  /** After old posts were forgotten: cards that nobody sees any more go with them. */
  function tidy(kept?: string): void {
    byKey.clear();
    byCard.clear();
    for (const post of world.posts) index(post);
    for (const id of world.cards.keys()) if (!byCard.has(id) && id !== kept) world.cards.delete(id);
  }

  function changed(post: Post): void {
    const message = messageOf(world, post);
    if (message) changes.emit({ type: 'message_changed', message });
  }

  return {
    post(post) {
      const before = world.posts.length;
      remember(world.posts, post, limits.recordsKept);
      index(post);
      if (world.posts.length <= before) tidy();
      const message = messageOf(world, post);
      if (message) changes.emit({ type: 'message', message });
    },
    create(card, first) {
      const made: Card = { ...card, history: [{ at: clock.now(), by: 'create', ...first }] };
      world.cards.set(card.outTrackId, made);
      // Cards that were delivered nowhere are forgotten by nothing else.
      if (world.cards.size > 2 * limits.recordsKept) tidy(card.outTrackId);
      return made;
    },
    update(card, by, update) {
      const old = newest(card);
      const { cardParamMap = old.cardParamMap, standard = old.standard } = update;
      const version = {
        at: clock.now(),
        by,
        cardParamMap: update.byKey ? { ...old.cardParamMap, ...cardParamMap } : cardParamMap,
        ...(standard ? { standard } : {}),
      };
      remember(card.history, version, VERSIONS_KEPT);
      for (const [userId, own] of Object.entries(update.privateData ?? {}))
        card.privateData[userId] = update.privateByKey ? { ...card.privateData[userId], ...own } : own;
      for (const post of byCard.get(card.outTrackId) ?? []) changed(post);
    },
    sent: (key) => (key === '' ? [] : (byKey.get(key) ?? [])),
    cardPosts: (outTrackId) => byCard.get(outTrackId) ?? [],
    recall(post) {
      post.recalled = true;
      changed(post);
    },
  };
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** What the sender of a post was given for it. */
function keyOf(post: SentPost): string {
  return post.kind === 'card' ? post.carrierId : post.processQueryKey;
}

/** A key in DingTalk's style: 32 bytes in base64. */
export function newKey(): string {
  return randomBytes(32).toString('base64');
}

/** A message of the robot that is not a card. */
export function robotPost(
  post: Pick<RobotPost, 'place' | 'processQueryKey' | 'msgKey' | 'msgParam' | 'via'> & {
    atUserIds?: string[];
    postedAt: number;
  },
): RobotPost {
  return { kind: 'robot', atUserIds: [], recalled: false, ...post };
}
