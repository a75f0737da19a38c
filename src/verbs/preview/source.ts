import type { Directory, Language } from '../../domain/directory.ts';
import { createLinks, type Links } from '../../domain/link.ts';
import { type Recipient, recipientOf } from '../../domain/recipient.ts';
import { isFinal } from '../../domain/run.ts';
import { outcomeOf, type RunEvent, type RunEventType } from '../../domain/run-event.ts';
import type { RunView } from '../../domain/run-view.ts';
import { SAMPLE_PEOPLE, sampleDirectory } from '../../presenter/sample/people.ts';
import { sampleEvent, sampleRun } from '../../presenter/sample/run.ts';
import { hostileRun, NASTY } from './hostile.ts';
import { eventTypeOf, KINDS, type Kind } from './kinds.ts';

/** The runs that messages are about. */
export type Source = {
  /** Kinds of message that there are of it. */
  kinds: readonly Kind[];
  directory(language: Language): Directory;
  /** Of one kind of message: the run as it is then, and whom the message calls. */
  scene(kind: Kind): { view: RunView; event: RunEvent; people: readonly Recipient[] };
  links: Links;
};

/** Addresses of the right form that open nothing: a page of previews may be handed on. */
function previewLinks(publicUrl = 'https://greenlight.example.com'): Links {
  return createLinks({ publicUrl, secret: 'a preview opens nothing' });
}

/** Whoever is named is called, and one who has no account anywhere. */
const PEOPLE: readonly Recipient[] = [SAMPLE_PEOPLE[1], { name: 'Dana Moss', accounts: {} }];
const NASTY_PEOPLE: readonly Recipient[] = NASTY.slice(0, 2).map((name) => ({ name, accounts: {} }));

export function samples(): Source {
  return {
    kinds: KINDS,
    directory: sampleDirectory,
    links: previewLinks(),
    scene(kind) {
      const type = eventTypeOf(kind);
      const event = sampleEvent(type);
      if (kind === 'hostile' || kind === 'hostile-card')
        return { view: hostileRun(), event, people: NASTY_PEOPLE };
      const view = sampleRun(type);
      return { view: kind === 'break-glass' ? broken(view) : view, event, people: PEOPLE };
    },
  };
}

/** Its gate was opened by one person alone. */
function broken(view: RunView): RunView {
  const approvals = view.approvals.map((approval) => ({
    ...approval,
    votes: approval.votes.map((vote) => ({ ...vote, breakGlass: true, reason: 'the shop is down' })),
  }));
  return { ...view, approvals };
}

/** A run of the database, as it is now. What has not happened to it is shown as if it had. */
export function realRun(view: RunView, directory: Directory, publicUrl: string | undefined): Source {
  const asked = view.approvals.length > 0;
  const person = view.initiator === null ? undefined : directory.person(view.initiator);
  return {
    kinds: KINDS.filter((kind) => !kind.startsWith('hostile') && (asked || !isAsking(kind))),
    directory: () => directory,
    links: previewLinks(publicUrl),
    scene: (kind) => ({
      view,
      event: eventOf(eventTypeOf(kind), view),
      people: person === undefined ? [] : [recipientOf(person, NO_CHANNEL, directory)],
    }),
  };
}

/** Accounts of one channel alone are not previewed. */
const NO_CHANNEL = { id: '', kind: '' };

function isAsking(kind: Kind): boolean {
  return ['waiting', 'gate', 'reminder', 'escalated', 'personal', 'break-glass'].includes(kind);
}

function eventOf(type: RunEventType, view: RunView): RunEvent {
  const at = view.endedAt ?? view.createdAt;
  const approval = view.approvals.at(-1);
  if (type === 'waiting' && approval !== undefined)
    return { type, at: approval.openedAt, approval: approval.id, step: approval.gatePath };
  if (type !== 'changed') return { type, at };
  const ended =
    view.snapshot !== null && isFinal(view.phase) ? outcomeOf(view.snapshot, view.approvals) : undefined;
  const to = ended ?? 'succeeded';
  return { type, at, from: to === 'succeeded' ? 'failed' : 'succeeded', to };
}
