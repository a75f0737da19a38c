import { quietUntil } from '../domain/quiet.ts';
import { isAbout, type Route, tellsOf, type Who } from '../domain/route.ts';
import { isOutcome, isUrgent, type Outcome, type RunEvent } from '../domain/run-event.ts';
import { insertNotice, insertUnreached } from '../store/notices.ts';
import { outcomeBefore, type RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { type Mark, markName, marksOf } from './marks.ts';
import type { RunOfPeople } from './recipients.ts';
import { shortHash } from './short-hash.ts';

/** The run as it is after the event. */
export type Told = RunOfPeople & Pick<RunRow, 'key' | 'engine'>;

/** What routes say to a question, for whoever sends the messages about it; rooms as `platform/room`. */
export type Calls = {
  /** Whom the message in a room calls beside those who are asked. */
  also: ReadonlyMap<string, readonly Who[]>;
  /** Direct conversations that are told of it already. */
  direct: ReadonlySet<string>;
};

/**
 * Owes what happened to the rooms, people and channels that routes name, each of them once for each event, and a card to rooms that want one. `events` is asked only when a
 * route is about such a run. `call` names this message among those about one question.
 */
export async function tellRoutes(
  context: FlowContext,
  run: Told,
  events: () => readonly RunEvent[],
  call = '',
): Promise<Calls> {
  const also = new Map<string, readonly Who[]>();
  const direct = new Set<string>();
  const about = context.directory.routes.filter((route) => isAbout(route, run));
  if (about.length === 0) return { also, direct };
  const owed: { event: RunEvent; mark: Mark }[] = [];
  for (const event of await withChange(context, run, about, events())) {
    const previous = isOutcome(event.type) ? await outcomeBefore(context.tx, run) : undefined;
    const routes = about.filter((route) => tellsOf(route, event, previous));
    const marks = routes.length === 0 ? [] : await marksOf(context, { run, event, about, routes });
    for (const mark of marks) owed.push({ event, mark });
  }
  const ended = new Set(owed.filter(({ event }) => isEnd(event)).map(({ mark }) => markName(mark)));
  for (const { event, mark } of owed) {
    const name = markName(mark);
    // That it ended, and how the run before it did, is one message.
    if (event.type === 'changed' && ended.has(name)) continue;
    // The message about the question goes to every card, and calls those who are asked.
    if (event.type === 'waiting' && mark.post !== undefined) {
      also.set(
        name,
        mark.routes.flatMap(({ mention }) => mention),
      );
      continue;
    }
    if (event.type === 'waiting' && mark.to !== undefined) direct.add(name);
    await owe(context, run, event, mark, call);
  }
  return { also, direct };
}

/** An end that is another one than that of the run before says so, and is an event of its own too, where a route asks for it. */
async function withChange(
  { tx }: FlowContext,
  run: Told,
  routes: readonly Route[],
  events: readonly RunEvent[],
): Promise<readonly RunEvent[]> {
  const end = events.find(isEnd);
  if (end === undefined || !routes.some((route) => route.events.includes('changed'))) return events;
  const from = await outcomeBefore(tx, run);
  if (from === undefined || from === end.type) return events;
  const change = { from, to: end.type as Outcome };
  return [
    ...events.map((event) => (event === end ? { ...end, ...change } : event)),
    { type: 'changed', ...change, at: end.at },
  ];
}

function isEnd({ type, step }: RunEvent): boolean {
  return step === undefined && isOutcome(type);
}

async function owe(
  context: FlowContext,
  run: Told,
  event: RunEvent,
  mark: Mark,
  call: string,
): Promise<void> {
  const { tx, now } = context;
  const { platform, room, to, post, routes, unreached } = mark;
  const order = event.approval === undefined ? String(run.snapshot?.order ?? 0) : `${event.approval} ${call}`;
  const notice = {
    run: run.id,
    post: post?.id ?? null,
    platform,
    room,
    key: `${run.key}-${shortHash([event.type, event.step ?? '', order, platform, room])}`,
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
