import { isObject } from '../common/json.ts';
import type { Card, Post, World } from './world.ts';

/** What outlives a restart of the playground: cards and what was said. Tickets, tokens and session webhooks do not. */
export type SavedRoom = { version: 1; cards: Card[]; posts: Post[] };

/** Only the newest are kept, so that a file that is written after each change stays small. */
const POSTS_KEPT = 500;
const VERSIONS_KEPT = 20;

export function saveRoom(world: World): SavedRoom {
  const posts = world.posts.slice(-POSTS_KEPT);
  const shown = new Set(posts.map((post) => (post.kind === 'card' ? post.outTrackId : '')));
  const cards = [...world.cards.values()]
    .filter((card) => shown.has(card.outTrackId))
    .map((card) => ({ ...card, history: card.history.slice(-VERSIONS_KEPT) }));
  return { version: 1, cards, posts };
}

/** Puts a saved room back. Posts of conversations that are not there any more are left out. */
export function restoreRoom(world: World, saved: SavedRoom): void {
  for (const card of saved.cards) world.cards.set(card.outTrackId, card);
  for (const post of saved.posts)
    if (world.groups.has(post.place) || world.directs.has(post.place)) world.posts.push(post);
}

/** Whether a parsed file is a saved room; a file of another version is not. */
export function isSavedRoom(value: unknown): value is SavedRoom {
  return isObject(value) && value.version === 1 && Array.isArray(value.cards) && Array.isArray(value.posts);
}
