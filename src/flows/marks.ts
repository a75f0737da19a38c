/** Where the routes that tell of an event lead: rooms, people, channels, each once. */
import type { EventSubject } from '../domain/notice.ts';
import { directRoom } from '../domain/platform-ability.ts';
import type { Destination, Route, Who } from '../domain/route.ts';
import type { RunEvent } from '../domain/run-event.ts';
import { insertPost, type PostRow, postsOfRun } from '../store/posts.ts';
import type { FlowContext } from './context.ts';
import { accountFor } from './person.ts';
import { type Meant, peopleBehind, type RunOfPeople } from './recipients.ts';
import { shortHash } from './short-hash.ts';

/** One message's destination, and the routes that lead there. */
export type Mark = {
  platform: string;
  room: string;
  to?: EventSubject['to'];
  /** Nobody can be reached there: whom it was for. */
  unreached?: string;
  /** The room has a live card, and the message goes into its thread. */
  post?: PostRow;
  routes: Route[];
};

/** `about`: all routes about such a run, also those that say nothing of this event: whether a room has a card does not change in the course of a run. */
export type Telling = {
  run: RunOfPeople & { key: string };
  event: RunEvent;
  about: readonly Route[];
  routes: readonly Route[];
};

export async function marksOf(context: FlowContext, telling: Telling): Promise<Mark[]> {
  const marks = new Map<string, Mark>();
  for (const route of telling.routes) {
    for (const destination of route.to) {
      for (const mark of await expand(context, telling, route, destination)) {
        const known = marks.get(markName(mark));
        if (known === undefined) marks.set(markName(mark), mark);
        else known.routes.push(route);
      }
    }
  }
  return [...marks.values()];
}

export function markName({ platform, room }: Pick<Mark, 'platform' | 'room'>): string {
  return `${platform}/${room}`;
}

async function expand(
  context: FlowContext,
  telling: Telling,
  route: Route,
  { outlet, room = '', people }: Destination,
): Promise<Mark[]> {
  if (people !== undefined) return await eachOf(context, telling, route, outlet, people);
  const chat = context.platforms.get(outlet);
  const mark = { platform: outlet, room, routes: [route] };
  if (chat === undefined) return [mark];
  const post = await cardIn(context, telling, mark, chat.threads);
  const { event } = telling;
  // A card says by itself what happens.
  if (post !== undefined && route.mode === 'card' && event.type !== 'waiting') return [];
  // Where a message in a room calls nobody, those who are to be called are told directly; so are approvers, by the message about the question.
  const asked = event.type === 'waiting' && post !== undefined;
  const called = chat.mentions ? [] : route.mention.filter(({ kind }) => !asked || kind !== 'approvers');
  const direct = await eachOf(context, telling, route, outlet, called);
  // Without threads each message would stand beside the card.
  if (post !== undefined && !chat.threads && !asked) return direct;
  return [post === undefined ? mark : { ...mark, post }, ...direct];
}

async function eachOf(
  context: FlowContext,
  { run, event }: Telling,
  route: Route,
  outlet: string,
  whom: readonly Who[],
): Promise<Mark[]> {
  if (whom.length === 0) return [];
  const { people } = await peopleBehind(context, run, event, whom, context.now);
  const marks: Mark[] = [];
  for (const one of people) marks.push(await markFor(context, outlet, one, [route]));
  return marks;
}

/** One person alone: by direct message on a chat, by their address through a channel. */
async function markFor(
  context: FlowContext,
  platform: string,
  { id, name, email }: Meant,
  routes: Route[],
): Promise<Mark> {
  const to = id === undefined ? (email === undefined ? undefined : { email }) : { person: id };
  const isChat = context.platforms.has(platform);
  const account = id === undefined ? (isChat ? undefined : email) : await accountFor(context, id, platform);
  if (account === undefined || to === undefined)
    return { platform, room: `?${name}`, unreached: name, routes, ...(to === undefined ? {} : { to }) };
  return { platform, room: isChat ? directRoom(platform, account).id : account, to, routes };
}

/** The live card of the run in this room. It is owed now when any route about such a run wants one there, or when messages would have no thread. */
async function cardIn(
  { tx, now }: FlowContext,
  { run, about }: Telling,
  { platform, room }: Mark,
  threads: boolean,
): Promise<PostRow | undefined> {
  const find = async (): Promise<PostRow | undefined> =>
    (await postsOfRun(tx, run.id)).find((post) => post.platform === platform && post.room === room);
  const known = await find();
  const leadsHere = ({ to }: Route): boolean =>
    to.some((one) => one.outlet === platform && one.room === room);
  if (
    known !== undefined ||
    (threads && !about.some((route) => route.mode !== 'message' && leadsHere(route)))
  )
    return known;
  const key = `${run.key}-${shortHash([platform, room])}`;
  await insertPost(tx, { run: run.id, platform, room, key, createdAt: now });
  return await find();
}
