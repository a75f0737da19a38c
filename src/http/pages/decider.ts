import type { Directory, Language } from '../../domain/directory.ts';
import type { Accepted, Account, Event, Inbound, Reply } from '../../domain/event.ts';
import { type Links, RUN_LINK_MS } from '../../domain/link.ts';
import { authorise } from '../../domain/permission.ts';
import type { RunView } from '../../domain/run-view.ts';
import { personBehind } from '../../flows/person.ts';
import type { Log } from '../../log.ts';
import { joined, nameOf } from '../../presenter/names.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { sentence } from '../../presenter/sentences.ts';
import { approvalById } from '../../store/approvals.ts';
import type { Database } from '../../store/database.ts';
import { runView } from '../../store/run-view.ts';
import type { Clock } from '../../time.ts';
import { eventOf, typedIn } from './ballot.ts';
import { type DecideContents, decidePage, outcomeOf, type Seat } from './decide-page.ts';
import type { Page } from './document.ts';
import { messagePage, sentencePage } from './message-page.ts';

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
    const asked = await look(target.approval);
    if (asked === undefined) return { page: messagePage('gone', 410, person.language) };
    const { view, approval } = asked;
    const who = strangersTo(person.id, asked);
    if (who !== undefined) {
      const data = { title: approval.title, run: view.id, who };
      const text = sentence('approval.not-yours', person.language, data);
      return {
        page: sentencePage(pageWord('refusedTitle', person.language), text, 403, person.language),
      };
    }
    return { seat: { person, platform, view, approval, runPage: pageOf(view) }, account };
  }

  /** Those who may decide, when this person may neither approve nor reject. */
  function strangersTo(
    person: string,
    { view, approval }: Pick<Seat, 'view' | 'approval'>,
  ): string | undefined {
    const { question } = approval;
    const world = directory.world(view.delegations);
    const permissions = (['approve', 'reject'] as const).map((action) =>
      authorise(person, { action, question, at: clock.now() }, [], world),
    );
    const [approve] = permissions;
    if (approve === undefined || approve.allowed || permissions.some(({ allowed }) => allowed))
      return undefined;
    return joined(
      approve.who.map((id) => nameOf(id, directory) ?? id),
      directory.person(person)?.language ?? directory.language,
    );
  }

  async function look(id: number): Promise<Pick<Seat, 'view' | 'approval'> | undefined> {
    const row = await approvalById(db.read, id);
    const view = row && (await runView(db.read, row.run));
    const approval = view?.approvals.find((one) => one.id === id);
    return view === undefined || approval === undefined ? undefined : { view, approval };
  }

  function pageOf(view: RunView): string | undefined {
    const until = view.createdAt + RUN_LINK_MS;
    return clock.now() < until ? links.address({ kind: 'run', run: view.id }, until) : undefined;
  }

  return {
    async open(token, language) {
      const opened = await seatOf(token, language);
      if ('page' in opened) return opened.page;
      const { seat } = opened;
      const notice = outcomeOf(seat, directory);
      return decidePage(seat, directory, {
        status: 200,
        ...(notice === undefined ? { form: { reason: '' } } : { notice }),
      });
    },

    async decide(token, body, language) {
      const opened = await seatOf(token, language);
      if ('page' in opened) return { page: opened.page };
      const { seat, account } = opened;
      const { verdict, reason } = typedIn(body);
      if (verdict === undefined) {
        const notice = outcomeOf(seat, directory);
        const text = pageWord('choose', seat.person.language);
        const asked = { status: 400, notice: { tone: 'bad', text }, form: { reason } } as const;
        return { page: decidePage(seat, directory, notice === undefined ? asked : { status: 409, notice }) };
      }
      const event = eventOf(token, account, seat.approval, { verdict, reason, at: clock.now() });
      const accepted = await accept(seat, event);
      if (accepted === undefined) return { page: decidePage(seat, directory, notStored(seat, reason)) };
      const { stored, reply } = accepted;
      const page = decidePage(
        { ...seat, ...(await look(seat.approval.id)) },
        directory,
        contentsFor(reply, reason),
      );
      return stored === undefined ? { page } : { page, delivered: () => delivered(stored) };
    },
  };

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

function notStored({ person }: Seat, reason: string): DecideContents {
  return {
    status: 503,
    notice: { tone: 'bad', text: pageWord('notStored', person.language) },
    form: { reason },
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  };
}

function contentsFor(reply: Reply, reason: string): DecideContents {
  switch (reply.kind) {
    case 'field-errors': {
      const error = Object.values(reply.errors).join('\n');
      return { status: 422, form: { reason, error } };
    }
    case 'text': {
      const { tone, text } = reply;
      const status = { good: 200, neutral: 202, bad: 409 }[tone];
      return { status, notice: { tone, text } };
    }
    case 'form':
    case 'none':
      return { status: 200 };
  }
}
