/** Sends one claimed notice through a channel: a room that cannot answer, or one person's mailbox. */
import type { Channel, ChannelMessage } from '../channels/channel.ts';
import { DECIDE_LINK_MS, runAddress } from '../domain/link.ts';
import type { EventSubject } from '../domain/notice.ts';
import { type Recipient, recipientOf } from '../domain/recipient.ts';
import { runFact } from '../domain/run-fact.ts';
import type { RunView } from '../domain/run-view.ts';
import { accountFor } from '../flows/person.ts';
import { type Meant, peopleBehind } from '../flows/recipients.ts';
import { eventNotice } from '../presenter/event-notice.ts';
import { runTitle } from '../presenter/run-card.ts';
import { accountsLinkedTo } from '../store/identities.ts';
import type { NoticeRow } from '../store/notices.ts';
import { runView } from '../store/run-view.ts';
import { withTimeout } from '../time.ts';
import { routesOf, runOfPeople } from './called.ts';
import type { OutboxDeps } from './dispatcher.ts';
import { createNoticeDesk, type NoticeLane } from './notice-desk.ts';
import type { Pacing, Place } from './pacing.ts';
import { sayingOf } from './saying.ts';
import { staleBecause } from './stale.ts';
import { unusedWords } from './words-of.ts';

/** A request that was given up has landed, or never will, after so many of its time-outs. */
const SETTLE_TIMEOUTS = 3;

/** Why nothing is said. */
type Unsaid = { end: 'drop' | 'bury'; because: string };

/** Resolves with the milliseconds after which the dispatcher should look again. */
export function createChannelSender(
  deps: OutboxDeps,
  channel: Channel,
  pacing: Pacing,
): (notice: NoticeRow, place: Place) => Promise<number> {
  const { db, clock, log, directory, links } = deps;
  const around = { tx: db.read, directory };
  const { requestMs } = channel.limits;
  const lane: NoticeLane = {
    id: channel.id,
    settleMs: SETTLE_TIMEOUTS * requestMs,
    // Where nobody can tell, two are the lesser evil for what must be heard, and none for all else.
    repeats: ({ urgent }) => (channel.keyed ? 'always' : urgent ? 'once' : 'never'),
    // Nobody mends another one's mailbox.
    hopeless: channel.audience === 'person' ? ['hook-gone'] : [],
  };
  const desk = createNoticeDesk(deps, lane, pacing);

  return async function send(notice, place) {
    if (notice.begun !== 'none' && lane.repeats(notice) === 'never')
      return await desk.drop(notice, 'unknown');
    try {
      const message = await messageOf(notice);
      if ('end' in message) return await desk[message.end](notice, message.because);
      place.use();
      const { unreached } = await withTimeout(clock, requestMs, (signal) =>
        channel.send(message, notice.key, signal),
      );
      return await desk.sent(notice, { unreached });
    } catch (cause) {
      return await desk.failed(notice, cause);
    }
  };

  async function messageOf(notice: NoticeRow): Promise<ChannelMessage | Unsaid> {
    const { subject } = notice;
    if (subject.kind !== 'event') return { end: 'drop', because: 'not-for-a-channel' };
    const view = await runView(db.read, notice.run);
    if (view === undefined) return { end: 'drop', because: 'no-run' };
    const { routes, person, language, words } = sayingOf(notice, subject, directory);
    const stale = await staleBecause(db.read, notice, view, routes.length, clock.now());
    if (stale !== undefined) return stale;
    // Nobody else reads what was meant for them.
    if (person !== undefined && (await accountFor(around, person, channel.id)) !== notice.room)
      return { end: 'drop', because: 'person-gone' };
    const { event } = subject;
    const link = person === undefined ? undefined : decideLink(notice, subject);
    // Whoever has the address of a page can read it: it is not sent to an address that a commit or an engine named.
    const pages = subject.to !== undefined && person === undefined ? undefined : links;
    return {
      card: eventNotice(view, event, directory, language, pages, words, link, unusedWords(log, notice.id)),
      language,
      mentions: await mentionsOf(notice, view, subject),
      thread: { id: `run-${view.id}`, title: runTitle(view, directory) },
      fact: {
        type: `run.${event.type}`,
        subject: `run/${view.id}`,
        at: event.at,
        event,
        run: runFact(view, directory, links && runAddress(links, view)),
      },
    };
  }

  async function mentionsOf(
    { room }: NoticeRow,
    view: RunView,
    subject: EventSubject,
  ): Promise<ChannelMessage['mentions']> {
    const { to, event } = subject;
    if (to !== undefined) {
      const person = 'person' in to ? directory.person(to.person) : undefined;
      const name = person?.name ?? room;
      return { people: [{ name, accounts: {}, email: room }], everyone: false };
    }
    const whom = routesOf(subject, directory).flatMap(({ mention }) => mention);
    const { people, everyone } = await peopleBehind(around, runOfPeople(view), event, whom, clock.now());
    const recipients: Recipient[] = [];
    for (const one of people) recipients.push(await knownAs(one));
    return { people: recipients, everyone };
  }

  async function knownAs({ id, name, email }: Meant): Promise<Recipient> {
    const person = id === undefined ? undefined : directory.person(id);
    if (person === undefined) return { name, accounts: {}, ...(email === undefined ? {} : { email }) };
    return recipientOf(person, channel, directory, await accountsLinkedTo(db.read, person.id));
  }

  /** Theirs alone: a letter has no buttons. */
  function decideLink(
    { room }: NoticeRow,
    { event }: EventSubject,
  ): { url: string; until: number } | undefined {
    if (links === undefined || event.type !== 'waiting' || event.approval === undefined) return undefined;
    const until = event.at + DECIDE_LINK_MS;
    const target = { kind: 'decide', approval: event.approval, platform: channel.id, account: room } as const;
    return { url: links.address(target, until), until };
  }
}
