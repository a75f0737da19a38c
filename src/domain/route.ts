/** Who is told of what, where and how: what the operator wrote under `routes`, and which of it holds for an event. */
import type { Language } from './directory.ts';
import type { Outcome, RunEvent, RunEventType } from './run-event.ts';
import { isOutcome } from './run-event.ts';

/** Somebody to tell or to call. */
export type Who =
  /** Whoever started the run; those who wrote what it deploys; those whom an open question waits for; all members of the room. */
  | { kind: 'initiator' | 'authors' | 'approvers' | 'everyone' }
  /** A person or a group of the configuration. */
  | { kind: 'named'; name: string }
  /** Somebody who is not in the configuration. */
  | { kind: 'address'; email: string };

/** A place that messages go to. */
export type Destination = {
  /** Config key of a chat or channel. */
  outlet: string;
  /** The vendor's id of the room; absent: the channel's own, or nobody's but that of `people`. */
  room?: string;
  /** Each of them alone: by direct message, or by e-mail. */
  people?: readonly Who[];
};

/** Longest source of a template, in characters: what it makes is cut to what a chat shows. */
export const TEMPLATE_LENGTH = 20_000;

/** Text for both languages. */
export type Localized = Readonly<Record<Language, string>>;

/** In `zone` (an IANA name) from and until these minutes of the day; from after until: over midnight. */
export type Quiet = { from: number; until: number; zone: string; except: readonly RunEventType[] };

export type Route = {
  /** Config key. */
  id: string;
  events: readonly RunEventType[];
  /** Names, each may hold `*`; an absent list is every one. `steps`: events of these steps; absent: events of the whole run. */
  where: Readonly<
    Partial<Record<'apps' | 'environments' | 'workflows' | 'engines' | 'steps', readonly string[]>>
  >;
  to: readonly Destination[];
  mention: readonly Who[];
  /** Of messages to channels and rooms; absent: theirs. */
  language?: Language;
  /** `card`: a live card and nothing else; `card-and-notice`: a message in its thread for each event too; `message`: a message for each event and no card. */
  mode: 'card' | 'card-and-notice' | 'message';
  /** `changes`: an end only when it is another one than that of the run before; `failures`: no success unless it is such a change. */
  only?: 'changes' | 'failures';
  quiet?: Quiet;
  /** Sources of templates, instead of our own words. */
  title?: Localized;
  body?: Localized;
};

/** What a route looks at of a run. */
export type RunPlace = { app: string | null; environment: string | null; workflow: string; engine: string };

/** Whether the route is about runs like this one at all. */
export function isAbout({ where }: Route, { app, environment, workflow, engine }: RunPlace): boolean {
  return (
    among(where.apps, app) &&
    among(where.environments, environment) &&
    among(where.workflows, workflow) &&
    among(where.engines, engine)
  );
}

/** Whether the route tells of this event of such a run. `previous`: how the run before it ended, undefined for the first one. */
export function tellsOf(route: Route, event: RunEvent, previous: Outcome | undefined): boolean {
  const { steps } = route.where;
  if (!route.events.includes(event.type)) return false;
  if (
    steps === undefined
      ? event.step !== undefined && event.type !== 'waiting' && event.type !== 'paused'
      : !among(steps, event.step ?? null)
  )
    return false;
  if (!isOutcome(event.type) || route.only === undefined) return true;
  const changed = previous === undefined ? event.type !== 'succeeded' : previous !== event.type;
  return changed || (route.only === 'failures' && event.type !== 'succeeded');
}

function among(patterns: readonly string[] | undefined, name: string | null): boolean {
  return patterns === undefined || (name !== null && patterns.some((pattern) => fits(pattern, name)));
}

/** `*` stands for any characters. Linear in both lengths, whatever the operator wrote. */
export function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
