/** Shows one claimed post: the newest state of its run, in its room. */
import { createHash } from 'node:crypto';
import { say } from '../domain/answer.ts';
import type { Card } from '../domain/card.ts';
import type { MessageRef, Room } from '../domain/event.ts';
import { isFinal } from '../domain/run.ts';
import type { RunView } from '../domain/run-view.ts';
import { UpstreamError } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';
import { languageFor, replyOf } from '../presenter/reply.ts';
import { movedCard, plainCard, runCard } from '../presenter/run-card.ts';
import { eventById } from '../store/inbox.ts';
import { noteMoved } from '../store/moved-messages.ts';
import { oweReply } from '../store/owed-replies.ts';
import { markShown, type PostRow, releasePost } from '../store/posts.ts';
import { runView } from '../store/run-view.ts';
import { runById } from '../store/runs.ts';
import type { PreviousMessage } from '../store/schema.ts';
import { withTimeout } from '../time.ts';
import { backoff, mendable } from './backoff.ts';
import { handleOf } from './click-handle.ts';
import type { OutboxDeps } from './dispatcher.ts';
import { findCopies } from './find-copies.ts';
import type { Pacing, Place } from './pacing.ts';

/** About a day of failures in a row: then the room is given up for this run. */
const GIVE_UP_FAILURES = 300;

/** Resolves with the milliseconds after which the dispatcher should look again. */
export function createPostShower(
  deps: OutboxDeps,
  platform: Platform,
  pacing: Pacing,
): (post: PostRow, place: Place) => Promise<number> {
  const { db, clock, log, directory, links } = deps;

  return async function show(post, place) {
    const view = await runView(db.read, post.run);
    if (view === undefined) return await giveUp(post, 'no-run');
    const language = directory.languageOf(post.platform, post.room);
    try {
      if (post.begun !== 'none' || post.previous !== null) place.use();
      const known = post.begun === 'none' ? post : await clearUp(post);
      if (known.previous !== null && known.ref !== null) return await pointOn(known, known.previous, view);
      return await bring(known, view, runCard(view, directory, language, links), place);
    } catch (cause) {
      return await failed(post, view, cause);
    }
  };

  async function bring(post: PostRow, view: RunView, card: Card, place: Place): Promise<number> {
    const hash = hashOf(card);
    if (post.ref !== null && post.hash === hash) return await shown(post, post.ref, hash);
    place.use();
    // A repeated post that the vendor took for the first one by its key shows what that one said: an edit must follow.
    const isRepeat = post.ref === null && post.begun !== 'none' && platform.can.keysMs !== undefined;
    const known = isRepeat ? undefined : hash;
    if (place.byHandle && post.ref !== null) return await showByHandle(post, post.ref, card, hash);
    try {
      return await shown(post, await request(post, card), known);
    } catch (cause) {
      if (!isCardRefusal(cause)) throw cause;
      // A card that the vendor refuses must not leave old buttons standing: title, state and buttons alone are taken by every vendor.
      log.error({ post: post.id, code: cause.code, cause }, 'a card was refused; its plain form is sent');
      const plain = plainCard(view, directory, directory.languageOf(post.platform, post.room));
      return await shown(post, await request(post, plain), known);
    }
  }

  /** By the handle of a click on this very message. Whatever it is refused for, the plain edit comes next. */
  async function showByHandle(post: PostRow, ref: MessageRef, card: Card, hash: string): Promise<number> {
    try {
      const handle = await handleOf(db.read, post);
      if (handle === undefined)
        throw new UpstreamError('rejected', 'no-handle', 'the click is not kept any more');
      await withTimeout(clock, platform.limits.requestMs, (signal) =>
        platform.edit(ref, card, post.key, signal, handle),
      );
    } catch (cause) {
      const error = cause instanceof UpstreamError ? cause : undefined;
      const landed = error === undefined || error.outcome === 'unknown';
      log.warn(
        { post: post.id, code: error?.code, cause },
        'a card could not be shown by the handle of a click',
      );
      // What may still land must not land on a later edit.
      const nextAt = clock.now() + (landed ? platform.limits.settleMs : 0);
      return await release(post, { via: null, begun: landed ? 'edit' : post.begun, nextAt });
    }
    return await shown(post, ref, hash, true);
  }

  async function request(post: PostRow, card: Card): Promise<MessageRef> {
    const { ref } = post;
    return await withTimeout(clock, platform.limits.requestMs, async (signal) => {
      if (ref === null) return await platform.post(roomOf(post), card, post.key, signal);
      await platform.edit(ref, card, post.key, signal);
      return ref;
    });
  }

  /** `hash`: what the message shows now; undefined when nobody knows. */
  async function shown(
    post: PostRow,
    ref: MessageRef,
    hash: string | undefined,
    byHandle = false,
  ): Promise<number> {
    // With an older message that is still to point here the row stays due.
    const isDone = post.previous === null && hash !== undefined;
    const version = isDone ? post.wanted : post.wanted - 1;
    await db.tx((tx) =>
      markShown(tx, post, { ref, shown: version, hash: hash ?? null, at: clock.now(), byHandle }),
    );
    return 0;
  }

  /** The older message of a reissued card loses its buttons and says that the card goes on elsewhere. */
  async function pointOn(post: PostRow, { ref, key }: PreviousMessage, view: RunView): Promise<number> {
    const card = movedCard(view, directory, directory.languageOf(post.platform, post.room));
    try {
      await withTimeout(clock, platform.limits.requestMs, (signal) => platform.edit(ref, card, key, signal));
    } catch (cause) {
      if (!(cause instanceof UpstreamError) || cause.outcome !== 'rejected') throw cause;
      // It was taken away, or its window has closed: there is nothing left to point from.
      log.warn(
        { post: post.id, code: cause.code },
        'the older message of a card cannot point to the newer one',
      );
    }
    return await release(post, { previous: null, begun: 'none', nextAt: clock.now() });
  }

  /**
   * An earlier attempt was never heard of, and by now it can no longer land. A lost edit is simply made again; a lost post is looked
   * up by its key: found, it is ours to edit, and of two the younger goes.
   */
  async function clearUp(post: PostRow): Promise<PostRow> {
    const unknown = { ...post, hash: null };
    if (post.ref !== null) return unknown;
    const found = await findCopies(deps, platform, roomOf(post), post);
    const [ref, ...younger] = found;
    if (ref === undefined) return unknown;
    for (const copy of younger)
      await withTimeout(clock, platform.limits.requestMs, (signal) => platform.remove(copy, signal));
    log.info({ post: post.id, copies: found.length }, 'a message whose posting was not heard of was found');
    return { ...unknown, ref, message: ref.message };
  }

  async function failed(post: PostRow, view: RunView, cause: unknown): Promise<number> {
    const now = clock.now();
    const kind = post.ref === null ? 'post' : 'edit';
    const error = cause instanceof UpstreamError ? cause : undefined;
    const failures = post.failures + 1;
    // What an earlier holder left unknown stays unknown until a look or an edit has come through.
    const before = post.begun === 'none' ? {} : { begun: post.begun };
    log.warn(
      { post: post.id, platform: platform.id, code: error?.code, failures, cause },
      'a card could not be shown yet',
    );
    if (failures >= GIVE_UP_FAILURES && error?.outcome !== 'throttled')
      return await giveUp(post, error?.code ?? 'error');
    switch (error?.outcome) {
      case 'throttled': {
        const wait = error.retryAfterMs ?? backoff(failures);
        pacing.block(platform.id, kind, post.room, now + wait);
        return await release(post, { begun: 'none', ...before, nextAt: now + wait, failures });
      }
      case 'unreachable':
        return await release(post, { begun: 'none', ...before, nextAt: now + backoff(failures), failures });
      case 'rejected':
        if (error.code === 'message-gone') return await postAnew(post, view, now);
        if (post.previous !== null && post.ref === null && post.begun === 'none')
          return await goBack(post, post.previous, now);
        if (error.code === 'card-refused') return await giveUp(post, error.code);
        if (error.code === 'room-gone' && post.note === null) await tellInitiator(post, now);
        return await release(post, {
          begun: 'none',
          ...before,
          nextAt: now + mendable(failures),
          failures,
          note: error.code,
        });
      case 'unknown':
      case undefined:
        // Only when the old request can no longer land is it looked up, or the newest state sent once more.
        return await release(post, {
          begun: kind,
          ...before,
          nextAt: now + platform.limits.settleMs,
          failures,
        });
    }
  }

  /** Whoever typed the command in a room that we are not in would wait for the card in vain. */
  async function tellInitiator(post: PostRow, now: number): Promise<void> {
    const run = await runById(db.read, post.run);
    const event = run?.inbox == null ? undefined : await eventById(db.read, run.inbox);
    if (event === undefined || event.event.room.id !== post.room || event.platform !== post.platform) return;
    const language = languageFor(directory, event.event.actor);
    const reply = replyOf(say('run.no-room', 'bad', { run: post.run }), language);
    await db.tx((tx) => oweReply(tx, event.id, reply, now));
  }

  /** A card that cannot be edited any more is posted anew once, while its run is not over. */
  async function postAnew(post: PostRow, view: RunView, now: number): Promise<number> {
    if (post.reposts > 0 || isFinal(view.phase)) return await giveUp(post, 'message-gone');
    const reposts = post.reposts + 1;
    const key = keyAnew(post.key, reposts + post.reissues);
    await db.tx(async (tx) => {
      await noteMoved(tx, post);
      const anew = { ref: null, message: null, hash: null, postedAt: null, via: null };
      await releasePost(tx, post, { ...anew, begun: 'none', key, reposts, nextAt: now });
    });
    return 0;
  }

  /** The newer message is refused, and the older one can still be edited: it goes on there until it is tried once more. */
  async function goBack(
    post: PostRow,
    { ref, key, postedAt }: PreviousMessage,
    nextAt: number,
  ): Promise<number> {
    const { message } = ref;
    const older = { ref, message, key, postedAt, previous: null, hash: null, via: null };
    return await release(post, { ...older, begun: 'none', nextAt });
  }

  async function giveUp(post: PostRow, note: string): Promise<number> {
    log.error({ post: post.id, platform: post.platform, because: note }, 'a card is given up');
    return await release(post, { state: 'lost', note, begun: 'none', nextAt: clock.now() });
  }

  async function release(post: PostRow, change: Parameters<typeof releasePost>[2]): Promise<number> {
    await db.tx((tx) => releasePost(tx, post, change));
    return change.nextAt === undefined ? 0 : Math.max(0, change.nextAt - clock.now());
  }
}

/** The card's own key and the count of its messages: `…-again2` is the third. */
export function keyAnew(key: string, count: number): string {
  return `${key.replace(/-again\d+$/, '')}-again${count}`;
}

function roomOf(post: PostRow): Room {
  return { platform: post.platform, id: post.room, ...(post.thread === null ? {} : { thread: post.thread }) };
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('base64url');
}

function isCardRefusal(cause: unknown): cause is UpstreamError {
  return cause instanceof UpstreamError && cause.outcome === 'rejected' && cause.code === 'card-refused';
}
