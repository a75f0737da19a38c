import type { Card, Post } from './world.ts';

/** What outlives a restart of the playground: cards and what was said. Tickets, tokens and session webhooks do not. */
export type SavedRoom = { version: 1; cards: Card[]; posts: Post[] };
