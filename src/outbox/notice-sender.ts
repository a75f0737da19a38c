/** Sends one claimed notice. A notice that is no longer worth anybody's attention is dropped, with the reason. */
import type { Card } from '../domain/card.ts';
import type { MessageRef, Room } from '../domain/event.ts';
import { DECIDE_LINK_MS } from '../domain/link.ts';
import { directAccount } from '../domain/platform-ability.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { UpstreamError } from '../errors.ts';
import { waitedFor } from '../flows/ask.ts';
import { accountFor } from '../flows/person.ts';
import type { Platform } from '../platforms/platform.ts';
import { breakGlassNotice, type Called, gateNotice, personalNotice } from '../presenter/gate-notice.ts';
import { closeNotice, type NoticeRow, releaseNotice } from '../store/notices.ts';
import { postById } from '../store/posts.ts';
import { runView } from '../store/run-view.ts';
import { withTimeout } from '../time.ts';
import { backoff, mendable } from './backoff.ts';
import type { OutboxDeps } from './dispatcher.ts';
import { findCopies } from './find-copies.ts';
import type { Pacing, Place } from './pacing.ts';

/** A call to decide is stale after a day. */
const GIVE_UP_MS = 24 * 3600 * 1000;
const GIVE_UP_FAILURES = 5;

/** Resolves with the milliseconds after which the dispatcher should look again. */
export function createNoticeSender(
  deps: OutboxDeps,
  platform: Platform,
  pacing: Pacing,
): (notice: NoticeRow, place: Place) => Promise<number> {
  const { db, clock, log, directory, links } = deps;

  return async function send(notice, place) {
    const room = await roomOf(notice);
    if (room === undefined) return await close(notice, 'dropped', null, 'card-lost');
    try {
      if (notice.begun !== 'none') {
        place.use();
        // By now the earlier attempt can no longer land: what is not there was not sent.
        const [found] = await findCopies(deps, platform, room, notice);
        if (found !== undefined) return await close(notice, 'sent', found, null);
      }
      if (await isGone(notice)) return await close(notice, 'dropped', null, 'person-gone');
      const card = await cardOf(notice);
      if (card === undefined) return await close(notice, 'dropped', null, 'settled-meanwhile');
      place.use();
      const ref = await request((signal) => platform.post(room, card, notice.key, signal));
      return await close(notice, 'sent', ref, null);
    } catch (cause) {
      return await failed(notice, cause);
    }
  };

  function request<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withTimeout(clock, platform.limits.requestMs, work);
  }

  /** The room, or the thread of the post that the notice belongs to; undefined when that post is lost. */
  async function roomOf(notice: NoticeRow): Promise<Room | undefined> {
    const room = { platform: notice.platform, id: notice.room };
    if (notice.post === null) return room;
    const post = await postById(db.read, notice.post);
    return post?.ref == null ? undefined : { ...room, thread: post.ref.message };
  }

  /** Whoever was to be told is not configured any more, or has another account: nobody else reads what was meant for them. */
  async function isGone({ subject, room }: NoticeRow): Promise<boolean> {
    if (subject.person === undefined) return false;
    return (
      (await accountFor({ tx: db.read, directory }, subject.person, platform.id)) !== directAccount(room)
    );
  }

  async function cardOf(notice: NoticeRow): Promise<Card | undefined> {
    const view = await runView(db.read, notice.run);
    const { subject } = notice;
    const approval = view?.approvals.find((one) => one.id === subject.approval);
    if (view === undefined || approval === undefined) return undefined;
    const language = directory.languageOf(notice.platform, notice.room);
    if (subject.kind === 'break-glass') return breakGlassNotice(view, approval, directory, language);
    if (approval.state !== 'open') return undefined;
    const person = subject.person === undefined ? undefined : directory.person(subject.person);
    if (person !== undefined)
      return personalNotice(
        view,
        approval,
        subject.kind,
        directory,
        person.language,
        linkFor(notice, approval),
      );
    const people = await called(view, approval);
    return gateNotice(view, approval, subject.kind, people, directory, language);
  }

  /** Those who could fill a place now, with their accounts here. */
  async function called(view: RunView, { question }: ApprovalView): Promise<Called[]> {
    const waited = waitedFor(question, clock.now(), directory.world(view.delegations));
    return await Promise.all(
      waited.map(async (id) => ({
        name: directory.person(id)?.name ?? id,
        account: await accountFor({ tx: db.read, directory }, id, platform.id),
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

  async function failed(notice: NoticeRow, cause: unknown): Promise<number> {
    const now = clock.now();
    const error = cause instanceof UpstreamError ? cause : undefined;
    const failures = notice.failures + 1;
    log.warn(
      { notice: notice.id, platform: platform.id, code: error?.code, failures, cause },
      'a notice could not be sent yet',
    );
    if (error?.code === 'card-refused') return await close(notice, 'dropped', null, error.code);
    if (failures >= GIVE_UP_FAILURES && now - notice.createdAt > GIVE_UP_MS)
      return await close(notice, 'dropped', null, error?.code ?? 'error');
    const before = notice.begun === 'none' ? 'none' : notice.begun;
    const wait =
      error?.outcome === 'rejected' ? mendable(failures) : (error?.retryAfterMs ?? backoff(failures));
    if (error?.outcome === 'throttled') {
      pacing.block(platform.id, 'post', notice.room, now + wait);
      return await release(notice, { begun: before, nextAt: now + wait, failures });
    }
    if (error?.outcome === 'unreachable' || error?.outcome === 'rejected')
      return await release(notice, { begun: before, nextAt: now + wait, failures, note: error.code });
    return await release(notice, { begun: 'post', nextAt: now + platform.limits.settleMs, failures });
  }

  async function release(
    notice: NoticeRow,
    change: Parameters<typeof releaseNotice>[2] & { nextAt: number },
  ): Promise<number> {
    await db.tx((tx) => releaseNotice(tx, notice, change));
    return Math.max(0, change.nextAt - clock.now());
  }

  async function close(
    notice: NoticeRow,
    state: 'sent' | 'dropped',
    ref: MessageRef | null,
    note: string | null,
  ): Promise<number> {
    if (state === 'dropped') log.warn({ notice: notice.id, because: note }, 'a notice was dropped');
    await db.tx((tx) => closeNotice(tx, notice, { state, ref, note }));
    return 0;
  }
}
