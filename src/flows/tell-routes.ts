import { createHash } from 'node:crypto';
import type { EventSubject } from '../domain/notice.ts';
import { directRoom } from '../domain/platform-ability.ts';
import { quietUntil } from '../domain/quiet.ts';
import { type Destination, isAbout, type Route, tellsOf, type Who } from '../domain/route.ts';
import { isOutcome, isUrgent, type Outcome, type RunEvent } from '../domain/run-event.ts';
import { insertNotice, insertUnreached } from '../store/notices.ts';
import { insertPost, type PostRow, postsOfRun } from '../store/posts.ts';
import { outcomeBefore, type RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { accountFor } from './person.ts';
import { type Meant, peopleBehind, type RunOfPeople } from './recipients.ts';

/** Whom a question's own message calls too, by room (`platform/room`). */
export type Also = ReadonlyMap<string, readonly Who[]>;

/** The run as it is after the event. */
export type Told = RunOfPeople & Pick<RunRow, 'key' | 'engine'>;

/** Where one message goes, and which routes lead there. */
type Place = {
  platform: string;
  room: string;
  to?: EventSubject['to'];
  /** Nobody can be reached there: whom it was for. */
  unreached?: string;
  /** The room has a live card, and the message goes into its thread. */
  post?: PostRow;
  routes: Route[];
};

/**
 * Owes what happened to the rooms, people and channels that routes name, each of them once for each event, and a card to rooms that want one. Returns who else is to be
 * called by messages about a question, which are owed by whoever puts it. `events` is asked only when a route is about such a run.
 */
export async function tellRoutes(
  context: FlowContext,
  run: Told,
  events: () => readonly RunEvent[],
): Promise<Also> {
  const also = new Map<string, readonly Who[]>();
  const routes = context.directory.routes.filter((route) => isAbout(route, run));
  if (routes.length === 0) return also;
  for (const event of await withChange(context, run, routes, events())) {
    const previous = isOutcome(event.type) ? await outcomeBefore(context.tx, run) : undefined;
    const telling = routes.filter((route) => tellsOf(route, event, previous));
    if (telling.length === 0) continue;
    for (const place of await placesOf(context, run, event, telling)) {
      // The message about the question goes to every card, and calls the approvers.
      if (event.type === 'waiting' && place.post !== undefined)
        also.set(
          `${place.platform}/${place.room}`,
          place.routes.flatMap(({ mention }) => mention),
        );
      else await owe(context, run, event, place);
    }
  }
  return also;
}

/** An end that is another one than that of the run before is an event of its own, where a route asks for it. */
async function withChange(
  { tx }: FlowContext,
  run: Told,
  routes: readonly Route[],
  events: readonly RunEvent[],
): Promise<readonly RunEvent[]> {
  const end = events.find(({ type, step }) => step === undefined && isOutcome(type));
  if (end === undefined || !routes.some((route) => route.events.includes('changed'))) return events;
  const from = await outcomeBefore(tx, run);
  if (from === undefined || from === end.type) return events;
  return [...events, { type: 'changed', from, to: end.type as Outcome, at: end.at }];
}

async function placesOf(
  context: FlowContext,
  run: Told,
  event: RunEvent,
  telling: readonly Route[],
): Promise<Place[]> {
  const places = new Map<string, Place>();
  for (const route of telling) {
    for (const destination of route.to) {
      for (const place of await expand(context, run, event, route, destination)) {
        const name = `${place.platform}\n${place.room}`;
        const known = places.get(name);
        if (known === undefined) places.set(name, place);
        else known.routes.push(route);
      }
    }
  }
  return [...places.values()];
}

async function expand(
  context: FlowContext,
  run: Told,
  event: RunEvent,
  route: Route,
  { outlet, room, people }: Destination,
): Promise<Place[]> {
  const routes = [route];
  if (people !== undefined) return await eachOf(context, run, event, route, outlet, people);
  const chat = context.platforms.get(outlet);
  const place = { platform: outlet, room: room ?? '', routes };
  if (chat === undefined) return [place];
  const post = await cardIn(context, run, route, place);
  // A card says by itself what happens.
  if (post !== undefined && route.mode === 'card' && event.type !== 'waiting') return [];
  // Where a message in a room calls nobody, those who are to be called are told directly; so are approvers, by the message about the question.
  const asked = event.type === 'waiting' && post !== undefined;
  const called = chat.mentions ? [] : route.mention.filter(({ kind }) => !asked || kind !== 'approvers');
  const direct = await eachOf(context, run, event, route, outlet, called);
  return [post === undefined ? place : { ...place, post }, ...direct];
}

async function eachOf(
  context: FlowContext,
  run: Told,
  event: RunEvent,
  route: Route,
  outlet: string,
  whom: readonly Who[],
): Promise<Place[]> {
  if (whom.length === 0) return [];
  const { people } = await peopleBehind(context, run, event, whom, context.now);
  const places: Place[] = [];
  for (const one of people) places.push(await placeOf(context, outlet, one, [route]));
  return places;
}

/** One person alone: by direct message on a chat, by their address through a channel. */
async function placeOf(
  context: FlowContext,
  platform: string,
  { id, name, email }: Meant,
  routes: Route[],
): Promise<Place> {
  const to = id === undefined ? (email === undefined ? undefined : { email }) : { person: id };
  const isChat = context.platforms.has(platform);
  const account = id === undefined ? (isChat ? undefined : email) : await accountFor(context, id, platform);
  if (account === undefined || to === undefined)
    return { platform, room: `?${name}`, unreached: name, routes, ...(to === undefined ? {} : { to }) };
  return { platform, room: isChat ? directRoom(platform, account).id : account, to, routes };
}

/** The live card of the run in this room; it is owed now when the route wants one. */
async function cardIn(
  { tx, now }: FlowContext,
  run: Told,
  route: Route,
  { platform, room }: Place,
): Promise<PostRow | undefined> {
  const find = async (): Promise<PostRow | undefined> =>
    (await postsOfRun(tx, run.id)).find((post) => post.platform === platform && post.room === room);
  const known = await find();
  if (known !== undefined || route.mode === 'message') return known;
  const key = `${run.key}-${shortHash([platform, room])}`;
  await insertPost(tx, { run: run.id, platform, room, key, createdAt: now });
  return await find();
}

async function owe(context: FlowContext, run: Told, event: RunEvent, place: Place): Promise<void> {
  const { tx, now } = context;
  const { platform, room, to, post, routes, unreached } = place;
  const order = event.approval ?? run.snapshot?.order ?? 0;
  const notice = {
    run: run.id,
    post: post?.id ?? null,
    platform,
    room,
    key: `${run.key}-${shortHash([event.type, event.step ?? '', String(order), platform, room])}`,
    subject: {
      kind: 'event' as const,
      event,
      routes: routes.map(({ id }) => id),
      ...(to === undefined ? {} : { to }),
    },
    urgent: isUrgent(event),
    createdAt: now,
  };
  if (unreached !== undefined) await insertUnreached(tx, { ...notice, unreached: [unreached] });
  else await insertNotice(tx, { ...notice, nextAt: heldUntil(routes, event, now) });
}

/** Somebody who wants to hear of it now hears of it now. */
function heldUntil(routes: readonly Route[], { type }: RunEvent, now: number): number {
  const times = routes.map(({ quiet }) =>
    quiet === undefined || quiet.except.includes(type) ? 0 : (quietUntil(quiet, now) ?? 0),
  );
  return Math.min(...times);
}

function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
