/** Sends one claimed notice of a chat. A notice that is no longer worth anybody's attention is dropped, with the reason. */
import type { Card } from '../domain/card.ts';
import type { Room } from '../domain/event.ts';
import { DECIDE_LINK_MS } from '../domain/link.ts';
import type { EventSubject, QuestionSubject, ToldSubject } from '../domain/notice.ts';
import { directAccount } from '../domain/platform-ability.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { accountFor } from '../flows/person.ts';
import { waitedFor } from '../flows/waited-for.ts';
import type { Platform } from '../platforms/platform.ts';
import { eventNotice, withMentions } from '../presenter/event-notice.ts';
import { breakGlassNotice, type Called, gateNotice, personalNotice } from '../presenter/gate-notice.ts';
import { toldCard } from '../presenter/told-card.ts';
import { type NoticeRow, noticesIn } from '../store/notices.ts';
import { postById } from '../store/posts.ts';
import { runView } from '../store/run-view.ts';
import { withTimeout } from '../time.ts';
import { calledOn } from './called.ts';
import type { Carrying } from './carrying.ts';
import type { OutboxDeps } from './dispatcher.ts';
import { findCopies } from './find-copies.ts';
import { createNoticeDesk, type NoticeLane } from './notice-desk.ts';
import type { Pacing, Place } from './pacing.ts';
import { sayingOf } from './saying.ts';
import { staleBecause } from './stale.ts';
import { unusedWords } from './words-of.ts';

/** How soon to look again whether the room's first message about the run is there, in milliseconds. */
const FIRST_MESSAGE_MS = 500;

/** Resolves with the milliseconds after which the dispatcher should look again. */
export function createNoticeSender(
  deps: OutboxDeps,
  platform: Platform,
  pacing: Pacing,
  carrying: Pick<Carrying, 'begin' | 'end'>,
): (notice: NoticeRow, place: Place) => Promise<number> {
  const { db, clock, log, directory, links } = deps;
  const around = { tx: db.read, directory };
  // What is there was sent: it is looked up before it is sent again.
  const lane: NoticeLane = {
    id: platform.id,
    settleMs: platform.limits.settleMs,
    repeats: () => 'always',
    hopeless: [],
  };
  const desk = createNoticeDesk(deps, lane, pacing);

  return async function send(notice, place) {
    try {
      return await attempt(notice, place, carrying.begin(notice.id));
    } finally {
      carrying.end(notice.id);
    }
  };

  /** `carries`: with the buttons of its card. */
  async function attempt(notice: NoticeRow, place: Place, carries: boolean): Promise<number> {
    const room = await roomOf(notice);
    if (room === 'lost') return await desk.drop(notice, 'card-lost');
    if (room === 'later') return await desk.later(notice, FIRST_MESSAGE_MS);
    try {
      if (notice.begun !== 'none') {
        place.use();
        // By now the earlier attempt can no longer land: what is not there was not sent.
        const [found] = await findCopies(deps, platform, room, notice);
        if (found !== undefined) return await desk.sent(notice, { ref: found });
      }
      const said = await sayOf(notice, carries);
      if ('end' in said) return await desk[said.end](notice, said.because);
      place.use();
      const ref = await withTimeout(clock, platform.limits.requestMs, (signal) =>
        platform.post(room, said.card, notice.key, signal),
      );
      return await desk.sent(notice, { ref, unreached: said.unreached ?? [], carries });
    } catch (cause) {
      return await desk.failed(notice, cause);
    }
  }

  /** The room, or the thread of the post that the notice belongs to, or of the room's first message about the run. */
  async function roomOf(notice: NoticeRow): Promise<Room | 'lost' | 'later'> {
    const room = { platform: notice.platform, id: notice.room };
    if (notice.post !== null) {
      const post = await postById(db.read, notice.post);
      if (post?.ref != null) return { ...room, thread: post.ref.message };
      // The card is lost; who is asked, and how it ended, is told all the same.
      return notice.urgent ? room : 'lost';
    }
    if (notice.subject.kind !== 'event') return room;
    const others = (await noticesIn(db.read, notice)).filter(
      ({ id, post }) => id !== notice.id && post === null,
    );
    const top = others.find(({ ref }) => ref !== null)?.ref;
    if (top != null) return { ...room, thread: top.message };
    // Another server is about to post the first message.
    const now = clock.now();
    return others.some(({ id, state, leaseUntil }) => id < notice.id && state === 'owed' && leaseUntil > now)
      ? 'later'
      : room;
  }

  type Said = { card: Card; unreached?: readonly string[] } | { end: 'drop' | 'bury'; because: string };

  async function sayOf(notice: NoticeRow, buttons: boolean): Promise<Said> {
    const { subject } = notice;
    if (subject.kind === 'step') return { end: 'drop', because: 'not-for-a-chat' };
    if (subject.kind === 'told') return await sayTold(notice, subject);
    const view = await runView(db.read, notice.run);
    if (view === undefined) return { end: 'drop', because: 'no-run' };
    if (await isGone(notice, subject)) return { end: 'drop', because: 'person-gone' };
    if (subject.kind === 'event') return await sayEvent(notice, view, subject);
    return await sayQuestion(notice, view, subject, buttons);
  }

  /** Whoever was to be told is not configured any more, or has another account: nobody else reads what was meant for them. */
  async function isGone({ room }: NoticeRow, subject: Personal): Promise<boolean> {
    const person = personOf(subject);
    if (person === undefined) return false;
    return (await accountFor(around, person, platform.id)) !== directAccount(room);
  }

  async function sayTold(notice: NoticeRow, subject: ToldSubject): Promise<Said> {
    const person = directory.person(subject.person);
    if (person === undefined || (await isGone(notice, subject)))
      return { end: 'drop', because: 'person-gone' };
    return { card: toldCard(subject.says, person.language) };
  }

  async function sayEvent(notice: NoticeRow, view: RunView, subject: EventSubject): Promise<Said> {
    const { routes, person, language, words } = sayingOf(notice, subject, directory);
    const stale = await staleBecause(db.read, notice, view, routes.length, clock.now());
    if (stale !== undefined) return stale;
    const failed = unusedWords(log, notice.id);
    const card = eventNotice(view, subject.event, directory, language, links, words, undefined, failed);
    if (person !== undefined) return { card };
    const whom = routes.flatMap(({ mention }) => mention);
    const { people, everyone } = await calledOn(around, platform.id, view, subject, whom, clock.now());
    return { card: withMentions(card, people, everyone, language), unreached: without(people) };
  }

  async function sayQuestion(
    notice: NoticeRow,
    view: RunView,
    subject: QuestionSubject,
    buttons: boolean,
  ): Promise<Said> {
    const approval = view.approvals.find((one) => one.id === subject.approval);
    if (approval === undefined) return { end: 'drop', because: 'no-question' };
    const language = directory.languageOf(notice.platform, notice.room);
    if (subject.kind === 'break-glass') {
      const card = breakGlassNotice(view, approval, directory, language);
      return card === undefined ? { end: 'drop', because: 'settled-meanwhile' } : { card };
    }
    if (approval.state !== 'open') return { end: 'drop', because: 'settled-meanwhile' };
    const person = subject.person === undefined ? undefined : directory.person(subject.person);
    if (person !== undefined) {
      const link = linkFor(notice, approval);
      return { card: personalNotice(view, approval, subject.kind, directory, person.language, link) };
    }
    const approvers = await approversOf(view, approval);
    const { also = [] } = subject;
    const others = await calledOn(around, platform.id, view, subject, also, clock.now());
    const people = [
      ...approvers,
      ...others.people.filter(({ name }) => !approvers.some((one) => one.name === name)),
    ];
    const card = gateNotice(view, approval, subject.kind, people, directory, language, buttons);
    return {
      card: others.everyone ? withMentions(card, [], true, language) : card,
      unreached: without(people),
    };
  }

  /** Those who could fill a place now, with their accounts here. */
  async function approversOf(view: RunView, { question }: ApprovalView): Promise<Called[]> {
    const waited = waitedFor(question, clock.now(), directory.world(view.delegations));
    return await Promise.all(
      waited.map(async (id) => ({
        name: directory.person(id)?.name ?? id,
        account: await accountFor(around, id, platform.id),
      })),
    );
  }

  /** Without buttons a person decides by a link that is theirs alone. */
  function linkFor({ room }: NoticeRow, approval: ApprovalView): { url: string; until: number } | undefined {
    const account = directAccount(room);
    if (platform.can.buttons || links === undefined || account === undefined) return undefined;
    const until = approval.openedAt + DECIDE_LINK_MS;
    const target = { kind: 'decide', approval: approval.id, platform: platform.id, account } as const;
    return { url: links.address(target, until), until };
  }
}

type Personal = EventSubject | QuestionSubject | ToldSubject;

function personOf(subject: Personal): string | undefined {
  if (subject.kind !== 'event') return subject.person;
  return subject.to !== undefined && 'person' in subject.to ? subject.to.person : undefined;
}

/** Names of those who are only named, not called. */
function without(people: readonly Called[]): string[] {
  return people.filter(({ account }) => account === undefined).map(({ name }) => name);
}
