/**
 * Makes the rooms show what the rows say. Guarantees: the attempt is written down before the request; a call whose outcome is unknown is looked up
 * before it is repeated; the version is read before the state, so a change that comes in between is shown by the next edit.
 */

import type { Channel, StepChannels } from '../channels/channel.ts';
import type { Directory } from '../domain/directory.ts';
import type { Links } from '../domain/link.ts';
import { STEP_OUTLETS, stepOutlet } from '../domain/notice.ts';
import { urgencyOf } from '../domain/urgency.ts';
import type { Log } from '../log.ts';
import type { Platform, PlatformLimits } from '../platforms/platform.ts';
import type { Database, Tx } from '../store/database.ts';
import { claimNotices, createDueNotices, type NoticeRow } from '../store/notices.ts';
import { claimPosts, createDuePosts, type PostCandidate, type PostRow } from '../store/posts.ts';
import { allOf, type Clock, createLoop, type Loop } from '../time.ts';
import { type Carrying, createCarrying } from './carrying.ts';
import { createChannelSender } from './channel-sender.ts';
import { goesByHandle } from './click-handle.ts';
import { headsOf, placeName } from './in-turn.ts';
import { createNoticeSender } from './notice-sender.ts';
import { createPacing, type PacedCall, type Pacing, type Place } from './pacing.ts';
import { createPostShower } from './post-shower.ts';
import { createReissue } from './reissue.ts';
import { createStepSender } from './step-sender.ts';

/** What showing and sending work with. */
export type OutboxDeps = {
  db: Database;
  clock: Clock;
  log: Log;
  directory: Directory;
  platforms: ReadonlyMap<string, Platform>;
  channels: ReadonlyMap<string, Channel>;
  /** What workflows notify by in steps of their own; absent: nobody sends for them here. */
  stepChannels?: StepChannels | undefined;
  /** Addresses of our pages; undefined when people cannot reach this server. */
  links: Links | undefined;
  /** What else is written down in the unit in which a notice ends. */
  onClosed?(tx: Tx, notice: NoticeRow, now: number): Promise<void>;
  /** What is done once that unit is kept. */
  closed?(notice: NoticeRow): void;
};

const POLL_MS = 1000;
/** Rows that our pacing holds back are looked past. */
const BATCH_ROWS = 1024;
/** Requests to one platform that may be on their way at once. */
const MAX_IN_FLIGHT = 64;
/** A lease outlives a request by this factor: whoever held it has given up for sure. */
const LEASE_TIMEOUTS = 3;

/** What a lane carries to one chat or channel. */
type Outlet = {
  id: string;
  limits: PlatformLimits;
  /** Chats only. */
  cards?: {
    show: (post: PostRow, place: Place) => Promise<number>;
    reissue: () => Promise<void>;
    callFor: (post: PostCandidate, now: number) => PacedCall;
    carrying: Carrying;
  };
  send: (notice: NoticeRow, place: Place) => Promise<number>;
};

/** One lane for each chat and channel: one that is slow, throttles or is away holds up nobody else's messages. */
export function createDispatcher(deps: OutboxDeps): Loop {
  return allOf([
    ...[...deps.platforms.values()].map((platform) => {
      const pacing = createPacing();
      const carrying = createCarrying(platform, pacing);
      const cards = {
        show: createPostShower(deps, platform, pacing),
        reissue: createReissue(deps, platform),
        callFor: (post: PostCandidate, now: number) => callFor(platform, carrying.calmed(post), now),
        carrying,
      };
      const { id, limits } = platform;
      return createLane(deps, pacing, {
        id,
        limits,
        cards,
        send: createNoticeSender(deps, platform, pacing, carrying),
      });
    }),
    ...[...deps.channels.values()].map((channel) => {
      const pacing = createPacing();
      const { id } = channel;
      const limits = limitsOf(channel);
      return createLane(deps, pacing, { id, limits, send: createChannelSender(deps, channel, pacing) });
    }),
    ...stepLanes(deps),
  ]);
}

/** One for each kind of robot, and for letters: each robot and each mail account has the vendor's limits for itself. */
function stepLanes(deps: OutboxDeps): Loop[] {
  const { stepChannels } = deps;
  if (stepChannels === undefined) return [];
  return STEP_OUTLETS.map((outlet) => {
    const pacing = createPacing();
    const { send: postPerRoom, requestMs } = stepChannels.limits[outlet];
    const limits = { post: [], postPerRoom, edit: [], editPerMessage: [], settleMs: 0, requestMs };
    const send = createStepSender(deps, outlet, stepChannels, pacing);
    return createLane(deps, pacing, { id: stepOutlet(outlet), limits, send });
  });
}

function createLane(deps: OutboxDeps, pacing: Pacing, outlet: Outlet): Loop {
  const { db, clock, log } = deps;
  // Rows of a platform that is not configured here are another server's, or wait until it is configured again.
  const duePosts = createDuePosts(outlet.id);
  const dueNotices = createDueNotices(outlet.id);
  const { cards } = outlet;
  const inFlight = new Set<Promise<void>>();
  /** Places where a message about a run is on its way. */
  const underWay = new Set<string>();
  const loop = createLoop(clock, look, (cause) => log.error({ cause }, 'dispatching failed'));

  async function look(): Promise<number> {
    await cards?.reissue();
    const now = clock.now();
    const posts = cards === undefined ? [] : await duePosts(db.read, now, BATCH_ROWS);
    const notices = await dueNotices(db.read, now, BATCH_ROWS);
    if (posts.length === 0 && notices.length === 0) return POLL_MS;
    const turn = { now, restMs: POLL_MS, free: MAX_IN_FLIGHT - inFlight.size };
    cards?.carrying.plan(notices, now);
    const heads = headsOf(notices, underWay);
    const chooseNotices = (urgent: boolean) =>
      heads
        .filter((notice) => notice.urgent === urgent)
        .flatMap(({ id, room }) => choose(id, { kind: 'post', room }, turn));
    // New cards and calls share the vendor's limits of messages: whoever is asked goes first.
    const urgentNotices = chooseNotices(true);
    const chosenPosts =
      cards === undefined ? [] : posts.flatMap((post) => choose(post.id, cards.callFor(post, now), turn));
    const chosenNotices = [...urgentNotices, ...chooseNotices(false)];
    if (chosenPosts.length === 0 && chosenNotices.length === 0) return turn.restMs;
    const leaseUntil = now + LEASE_TIMEOUTS * outlet.limits.requestMs;
    const claimed = await db
      .tx(async (tx) => ({
        posts: await claimPosts(tx, ids(chosenPosts), now, leaseUntil),
        notices: await claimNotices(tx, ids(chosenNotices), now, leaseUntil),
      }))
      .catch((cause: unknown) => {
        for (const { place } of [...chosenPosts, ...chosenNotices]) place.end(now);
        throw cause;
      });
    if (cards !== undefined) begin(chosenPosts, claimed.posts, cards.show);
    begin(chosenNotices, claimed.notices, async (notice, place) => {
      const where = placeName(notice);
      underWay.add(where);
      try {
        return await outlet.send(notice, place);
      } finally {
        underWay.delete(where);
      }
    });
    return turn.restMs;
  }

  /** Within our limits? */
  function choose(
    id: number,
    call: PacedCall,
    turn: { now: number; restMs: number; free: number },
  ): { id: number; place: Place }[] {
    if (turn.free <= 0) return [];
    const place = pacing.take(outlet, call, turn.now);
    if (typeof place === 'number') {
      turn.restMs = Math.min(turn.restMs, place);
      return [];
    }
    turn.free -= 1;
    return [{ id, place }];
  }

  /** What somebody else has claimed meanwhile gives its place back. */
  function begin<Row extends { id: number }>(
    chosen: readonly { id: number; place: Place }[],
    claimed: readonly Row[],
    work: (row: Row, place: Place) => Promise<number>,
  ): void {
    for (const { id, place } of chosen) {
      const row = claimed.find((one) => one.id === id);
      if (row === undefined) place.end(clock.now());
      else track(work(row, place).finally(() => place.end(clock.now())));
    }
  }

  function track(work: Promise<number>): void {
    const tracked = work
      .then(
        (againMs) => {
          if (againMs === 0) loop.wake();
          else clock.after(againMs, () => loop.wake());
        },
        // The row stays leased; when the lease ends its outcome counts as unknown.
        (cause: unknown) => log.error({ cause }, 'a message could not be settled'),
      )
      .finally(() => inFlight.delete(tracked));
    inFlight.add(tracked);
  }

  return {
    start: () => loop.start(),
    wake: () => loop.wake(),
    async stop() {
      await loop.stop();
      await Promise.all(inFlight);
    },
  };
}

function limitsOf({ limits: { send, requestMs } }: Channel): PlatformLimits {
  return { post: send, postPerRoom: [], edit: [], editPerMessage: [], settleMs: 0, requestMs };
}

function callFor(platform: Platform, post: PostCandidate, now: number): PacedCall {
  const { room, message } = post;
  if (message === null) return { kind: 'post', room };
  return {
    kind: 'edit',
    room,
    message,
    urgency: urgencyOf(post.urgency),
    byHandle: goesByHandle(platform, post, now),
  };
}

function ids(rows: readonly { id: number }[]): number[] {
  return rows.map((row) => row.id);
}
