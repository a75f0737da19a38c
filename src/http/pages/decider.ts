import type { Verdict } from '../../domain/card.ts';
import type { Directory, Language, Person } from '../../domain/directory.ts';
import type { Accepted, Account, Event, Inbound, Reply } from '../../domain/event.ts';
import { DECIDE_LINK_MS, type Links, RUN_LINK_MS, runAddress } from '../../domain/link.ts';
import { authorise } from '../../domain/permission.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import { isFor } from '../../flows/for-person.ts';
import { personBehind } from '../../flows/person.ts';
import type { Log } from '../../log.ts';
import { joined } from '../../presenter/joined.ts';
import { nameOf } from '../../presenter/names.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { sentence } from '../../presenter/sentences.ts';
import { approvalById } from '../../store/approvals.ts';
import type { Database } from '../../store/database.ts';
import { votesGivenBy } from '../../store/decisions.ts';
import { runView } from '../../store/run-view.ts';
import type { Clock } from '../../time.ts';
import { EMPTY, eventOf, type Typed, typedIn } from './ballot.ts';
import { type DecideContents, decidePage, type Seat } from './decide-page.ts';
import type { Page } from './document.ts';
import { messagePage, sentencePage } from './message-page.ts';
import { outcomeOf } from './outcome.ts';
import { type Standing, standingOf } from './standing.ts';

export type Decider = {
  /** Changes nothing. `language` is for whoever is not known. */
  open(token: string, language: Language): Promise<Page>;
  /** `delivered` is to be called once the page has left. */
  decide(
    token: string,
    body: unknown,
    language: Language,
  ): Promise<{ page: Page; delivered?: () => Promise<void> }>;
};

/** How long a browser may wait before it tries again, in seconds: a full disk is not mended sooner. */
const RETRY_AFTER_SECONDS = 10;

/** What the personal links do. */
export function createDecider(deps: {
  db: Database;
  directory: Directory;
  links: Links;
  inbound: Inbound;
  clock: Clock;
  log: Log;
}): Decider {
  const { db, directory, links, inbound, clock, log } = deps;

  /** Rights before state, as in the flow: whoever may not decide reads nothing of the run. */
  async function seatOf(
    token: string,
    language: Language,
  ): Promise<{ seat: Seat; account: Account } | { page: Page }> {
    const target = links.read(token, clock.now());
    if (target === 'expired') return { page: messagePage('expired', 410, language) };
    if (target?.kind !== 'decide') return { page: messagePage('unknown', 404, language) };
    const { platform } = target;
    const account = { platform, id: target.account };
    const person = await personBehind({ tx: db.read, directory }, account);
    if (person === undefined) return { page: messagePage('stranger', 403, language) };
    const asked = await look(target.approval, person.id);
    if (asked === undefined) return { page: messagePage('gone', 410, person.language) };
    const { view, approval } = asked;
    const runPage = pageOf(view);
    const who = strangersTo(person, asked);
    if (who !== undefined) {
      const data = { title: approval.title, run: view.id, who };
      const text = sentence('approval.not-yours', person.language, data);
      return {
        page: sentencePage(pageWord('refusedTitle', person.language), text, 403, person.language),
      };
    }
    return {
      seat: { person, platform, runPage, askedAgain: anew(view, approval, account), ...asked },
      account,
    };
  }

  /** Those who may decide, when this person may neither approve nor reject. */
  function strangersTo(
    person: Person,
    { view, approval }: Pick<Seat, 'view' | 'approval'>,
  ): string | undefined {
    const { question } = approval;
    const world = directory.world(view.delegations);
    const at = clock.now();
    if (isFor(person, question, at, world)) return undefined;
    const approve = authorise(person.id, { action: 'approve', question, at }, [], world);
    if (approve.allowed) return undefined;
    return joined(
      approve.who.map((id) => nameOf(id, directory) ?? id),
      person.language,
    );
  }

  async function look(
    id: number,
    person: string,
  ): Promise<Pick<Seat, 'view' | 'approval' | 'turn'> | undefined> {
    const row = await approvalById(db.read, id);
    const view = row && (await runView(db.read, row.run));
    const approval = view?.approvals.find((one) => one.id === id);
    if (view === undefined || approval === undefined) return undefined;
    return { view, approval, turn: await votesGivenBy(db.read, id, person) };
  }

  /** The page of the question that was asked again because something had changed. The account may open it when it may decide it. */
  function anew(view: RunView, approval: ApprovalView, account: Account): string | undefined {
    const next = view.approvals.find(
      (one) =>
        one.state === 'open' &&
        one.gatePath === approval.gatePath &&
        one.gateAttempt === approval.gateAttempt &&
        one.round > approval.round,
    );
    if (next === undefined) return undefined;
    const target = {
      kind: 'decide',
      approval: next.id,
      platform: account.platform,
      account: account.id,
    } as const;
    return links.address(target, next.openedAt + DECIDE_LINK_MS);
  }

  function pageOf(view: RunView): string | undefined {
    return clock.now() < view.createdAt + RUN_LINK_MS ? runAddress(links, view) : undefined;
  }

  return {
    async open(token, language) {
      const opened = await seatOf(token, language);
      return 'page' in opened ? opened.page : decidePage(opened.seat, directory, contentsNow(opened.seat));
    },

    async decide(token, body, language) {
      const opened = await seatOf(token, language);
      if ('page' in opened) return { page: opened.page };
      const { seat, account } = opened;
      const { verdict, typed, turn } = typedIn(body, seat.approval.question.policy);
      if (verdict === undefined) return { page: decidePage(seat, directory, nothingPressed(seat, typed)) };
      const event = eventOf(token, account, seat.approval, { verdict, typed, turn, at: clock.now() });
      const accepted = await accept(seat, event);
      if (accepted === undefined) return { page: decidePage(seat, directory, notStored(seat, typed)) };
      const { stored, reply } = accepted;
      const after = { ...seat, ...(await look(seat.approval.id, seat.person.id)) };
      const page = decidePage(after, directory, contentsAfter(after, reply, verdict, typed));
      return stored === undefined ? { page } : { page, delivered: () => delivered(stored) };
    },
  };

  /** The page as it opens: what became of it, the own vote, or the form. */
  function contentsNow(seat: Seat, typed: Typed = EMPTY): DecideContents {
    const outcome = outcomeOf(seat, directory);
    if (outcome !== undefined) return { status: 200, notice: outcome };
    const { vote, offered, said } = standing(seat);
    const notice =
      said === undefined ? {} : { notice: { tone: vote ? 'good' : 'neutral', text: said } as const };
    if (vote !== undefined) return { status: 200, ...notice, form: 'revoke' };
    return { status: 200, ...notice, ...(offered.length > 0 ? { form: { typed, offered } } : {}) };
  }

  function standing({ person, view, approval }: Seat): Standing {
    return standingOf(person, view, approval, directory, clock.now());
  }

  function nothingPressed(seat: Seat, typed: Typed): DecideContents {
    const now = contentsNow(seat, typed);
    if (seat.approval.state !== 'open') return { ...now, status: 409 };
    return { ...now, status: 400, notice: { tone: 'bad', text: pageWord('choose', seat.person.language) } };
  }

  function notStored(seat: Seat, typed: Typed): DecideContents {
    return {
      ...contentsNow(seat, typed),
      status: 503,
      notice: { tone: 'bad', text: pageWord('notStored', seat.person.language) },
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    };
  }

  function contentsAfter(
    seat: Seat,
    reply: Reply,
    pressed: Verdict | 'revoke',
    typed: Typed,
  ): DecideContents {
    switch (reply.kind) {
      case 'field-errors': {
        const { offered } = standing(seat);
        return { status: 422, form: { typed, offered, errors: reply.errors } };
      }
      case 'text': {
        const { tone, text } = reply;
        const status = { good: 200, neutral: 202, bad: 409 }[tone];
        const told = { status, notice: { tone, text } };
        if (seat.approval.state !== 'open' || tone === 'bad') return told;
        const now = contentsNow(seat);
        const hasVote = now.form === 'revoke';
        if (tone === 'neutral') return hasVote && pressed !== 'revoke' ? { ...now, ...told } : told;
        // An old form that is sent once more is answered as it was then: what holds now is what is shown.
        return pressed === 'revoke' && !hasVote ? { ...now, ...told } : now;
      }
      case 'form':
      case 'none':
        return { status: 200 };
    }
  }

  /** Undefined when it could not be stored. */
  async function accept({ approval }: Seat, event: Event): Promise<Accepted | undefined> {
    try {
      return await inbound.accept(event);
    } catch (cause) {
      log.error({ approval: approval.id, cause }, 'a decision by a personal link could not be stored');
      return undefined;
    }
  }

  /** An answer that is not known to have arrived is sent once more, by direct message. */
  async function delivered(stored: number): Promise<void> {
    try {
      await inbound.delivered(stored);
    } catch (cause) {
      log.warn({ inbox: stored, cause }, 'a shown answer could not be noted down');
    }
  }
}
