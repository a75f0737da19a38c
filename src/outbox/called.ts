import type { Directory } from '../domain/directory.ts';
import type { EventSubject, QuestionSubject } from '../domain/notice.ts';
import type { Route, Who } from '../domain/route.ts';
import type { RunView } from '../domain/run-view.ts';
import { accountFor } from '../flows/person.ts';
import { peopleBehind, type RunOfPeople } from '../flows/recipients.ts';
import type { Around } from '../flows/world.ts';
import type { Called } from '../presenter/gate-notice.ts';

/** The routes that lead to a notice, as they are now. */
export function routesOf({ routes }: EventSubject, directory: Directory): Route[] {
  return routes.flatMap((id) => directory.routes.find((route) => route.id === id) ?? []);
}

export function runOfPeople(view: RunView): RunOfPeople {
  const { id, app, environment, workflow, initiator, initiatorName, snapshot } = view;
  return { id, app, environment, workflow, initiator, initiatorName, snapshot };
}

/** Those who are called in a room of a chat, with their accounts there. */
export async function calledOn(
  around: Around,
  platform: string,
  view: RunView,
  subject: EventSubject | QuestionSubject,
  whom: readonly Who[],
  now: number,
): Promise<{ people: Called[]; everyone: boolean }> {
  const event =
    subject.kind === 'event'
      ? subject.event
      : ({ type: 'waiting', approval: subject.approval, at: now } as const);
  const { people, everyone } = await peopleBehind(around, runOfPeople(view), event, whom, now);
  const called: Called[] = [];
  for (const { id, name } of people)
    called.push({ name, account: id === undefined ? undefined : await accountFor(around, id, platform) });
  return { people: called, everyone };
}
