import type { CallPayload } from '../domain/engine-call.ts';
import type { Event, MessageRef, Reply, Room } from '../domain/event.ts';
import type { NoticeSubject } from '../domain/notice.ts';
import type { Policy } from '../domain/policy.ts';
import type { RevisionCommit } from '../domain/revision.ts';
import type { Json, RunSnapshot } from '../domain/run.ts';
import type { Trouble } from '../domain/run-view.ts';
import type { Columns } from './columns.ts';

/**
 * Every table, once for both databases. Instants are milliseconds since the epoch.
 *
 * Leases: a row with `leaseUntil` in the future belongs to the holder of `leaseEpoch`; each claim raises the epoch, and every write
 * of the holder is conditional on it. `leaseUntil` 0 means free.
 *
 * Indexes for loops hold only the rows that still want something, so a look costs the same after a million runs. A query uses such an index
 * only when it says the index's condition in the same words, as literals: a parameter could be anything.
 */
export function defineSchema(c: Columns) {
  const lease = () => ({
    leaseEpoch: c.integer('lease_epoch').notNull().default(0),
    leaseUntil: c.instant('lease_until').notNull().default(0),
  });

  return {
    /** A run as people know it: its number is the id. `ref` is empty until the engine named it. */
    runs: c.table(
      'runs',
      {
        id: c.id('id'),
        engine: c.text('engine').notNull(),
        ref: c.text('ref'),
        key: c.text('key').notNull(),
        app: c.text('app'),
        environment: c.text('environment'),
        workflow: c.text('workflow').notNull(),
        parameters: c.json<Record<string, string>>('parameters').notNull(),
        /** Config key of the person who started it; empty when nobody we know did. */
        initiator: c.text('initiator'),
        initiatorName: c.text('initiator_name'),
        /** Who wrote what is deployed, as a CI system that asked for the run says it. */
        author: c.text('author'),
        /** The inbox row that asked for it; empty when a plan, a CI system or somebody elsewhere did. */
        inbox: c.integer('inbox'),
        /** The run whose workflow and parameters it runs once more. */
        restartOf: c.integer('restart_of'),
        phase: c.text('phase').notNull(),
        /** How it ended last; empty while it has not, and in rows of older versions. */
        outcome: c.text('outcome'),
        /** `order` of the newest snapshot taken in. */
        observed: c.integer('observed').notNull().default(0),
        snapshot: c.json<RunSnapshot | null>('snapshot'),
        /** A trouble that concerns the whole run, such as an engine that refused to start it: a presenter code with data. */
        trouble: c.json<Trouble | null>('trouble'),
        /** The number of the revision that it made of its environment, once it has succeeded. */
        revision: c.integer('revision'),
        /** The revision whose parameters it runs with again. */
        rollbackTo: c.integer('rollback_to'),
        createdAt: c.instant('created_at').notNull(),
        endedAt: c.instant('ended_at'),
      },
      (t) => [
        c.uniqueIndex('runs_key').on(t.key),
        c.uniqueIndex('runs_ref').on(t.engine, t.ref),
        c.index('runs_ended').on(t.endedAt, t.id).where(c.sql`${t.endedAt} IS NOT NULL`),
        c.index('runs_phase').on(t.phase, t.engine),
        c.index('runs_outcome').on(t.engine, t.workflow, t.id).where(c.sql`${t.outcome} IS NOT NULL`),
      ],
    ),

    /** One successful release of an app in an environment: all that a rollback and the history need, also when its run is not kept any more. */
    revisions: c.table(
      'revisions',
      {
        id: c.id('id'),
        app: c.text('app').notNull(),
        environment: c.text('environment').notNull(),
        /** From 1, without a gap, in the order in which the runs of the environment succeeded. */
        number: c.integer('number').notNull(),
        run: c.integer('run').notNull(),
        workflow: c.text('workflow').notNull(),
        /** Those of the command; empty where the run was started elsewhere, so that nobody knows them. */
        parameters: c.json<Record<string, string> | null>('parameters'),
        /** Image references, as far as the engine told. */
        images: c.json<readonly string[]>('images').notNull(),
        commits: c.json<readonly RevisionCommit[]>('commits').notNull(),
        /** Config key of the person who started the run; empty when nobody we know did. */
        by: c.text('by'),
        byName: c.text('by_name'),
        /** The revision that it returned to. */
        rollbackTo: c.integer('rollback_to'),
        at: c.instant('at').notNull(),
      },
      (t) => [
        c.uniqueIndex('revisions_number').on(t.app, t.environment, t.number),
        c.uniqueIndex('revisions_run').on(t.run),
      ],
    ),

    /** The number of the newest revision of each environment: counted up by the one statement that gives the next. */
    revisionNumbers: c.table(
      'revision_numbers',
      {
        id: c.id('id'),
        app: c.text('app').notNull(),
        environment: c.text('environment').notNull(),
        newest: c.integer('newest').notNull(),
      },
      (t) => [c.uniqueIndex('revision_numbers_place').on(t.app, t.environment)],
    ),

    /** What stays of a deleted run: the key that named it, and how it ended. */
    pastRuns: c.table(
      'past_runs',
      {
        id: c.id('id'),
        /** The number that it had. */
        run: c.integer('run').notNull(),
        key: c.text('key').notNull(),
        engine: c.text('engine').notNull(),
        workflow: c.text('workflow').notNull(),
        app: c.text('app'),
        environment: c.text('environment'),
        parameters: c.json<Record<string, string>>('parameters').notNull(),
        outcome: c.text('outcome'),
        /** When this is deleted too. */
        until: c.instant('until').notNull(),
      },
      (t) => [
        c.uniqueIndex('past_runs_key').on(t.key),
        c.index('past_runs_place').on(t.app, t.environment, t.run),
        c.index('past_runs_until').on(t.until),
      ],
    ),

    /** One question to people: one attempt of one gate of one run. */
    approvals: c.table(
      'approvals',
      {
        id: c.id('id'),
        run: c.integer('run').notNull(),
        gatePath: c.text('gate_path').notNull(),
        gateAttempt: c.text('gate_attempt').notNull(),
        title: c.text('title').notNull(),
        message: c.text('message'),
        /** Rises when what was shown has changed while people were asked: the same gate is then asked anew. */
        round: c.integer('round').notNull().default(0),
        /** People and groups that the policy named when the gate opened. */
        approvers: c.json<readonly string[]>('approvers').notNull(),
        /** The policy as it was then; empty in rows of older versions, where any one of `approvers` decided. */
        policy: c.json<Policy | null>('policy'),
        /** Config keys of those who wrote what is deployed, as far as they are known. */
        authors: c.json<readonly string[] | null>('authors'),
        /** Of what the card showed (`domain/digest.ts`); empty in rows of older versions. */
        digest: c.text('digest'),
        /** open, approved, rejected, expired, withdrawn */
        state: c.text('state').notNull(),
        /** Why it was withdrawn: gate-closed, run-ended, changed. */
        withdrawnBecause: c.text('withdrawn_because'),
        /** Who closed its gate in the engine, as the engine calls them; of a gate-closed one, where it told. */
        withdrawnBy: c.text('withdrawn_by'),
        openedAt: c.instant('opened_at').notNull(),
        settledAt: c.instant('settled_at'),
        /** When it wants something by itself: a reminder, an escalation, its end. */
        wakeAt: c.instant('wake_at'),
        /** How often those who are waited for were reminded. */
        reminders: c.integer('reminders').notNull().default(0),
        escalated: c.bool('escalated').notNull().default(false),
      },
      (t) => [
        c.uniqueIndex('approvals_gate_round').on(t.run, t.gatePath, t.gateAttempt, t.round),
        c.index('approvals_open').on(t.openedAt).where(c.sql`${t.state} = 'open'`),
        c.index('approvals_waking').on(t.wakeAt).where(c.sql`${t.wakeAt} IS NOT NULL`),
      ],
    ),

    /** One person's verdict. */
    decisions: c.table(
      'decisions',
      {
        id: c.id('id'),
        approval: c.integer('approval').notNull(),
        person: c.text('person').notNull(),
        /** Whose right was used; empty in rows of older versions: their own. */
        seat: c.text('seat'),
        /** The level of the policy that it answered, from 0. */
        level: c.integer('level').notNull().default(0),
        verdict: c.text('verdict').notNull(),
        reason: c.text('reason'),
        /** What was filled in, by name. */
        fields: c.json<Readonly<Record<string, string>> | null>('fields'),
        /** counted, revoked, void (filled no place when the question was settled) */
        state: c.text('state').notNull().default('counted'),
        breakGlass: c.bool('break_glass').notNull().default(false),
        /** How it came: button, form, reply, command, link, api. */
        surface: c.text('surface').notNull(),
        /** Config key of the chat on which it was given; empty in rows of older versions. */
        platform: c.text('platform'),
        /** The inbox row that carried it. */
        inbox: c.integer('inbox').notNull(),
        at: c.instant('at').notNull(),
      },
      (t) => [
        c.uniqueIndex('decisions_counted').on(t.approval, t.person).where(c.sql`${t.state} = 'counted'`),
        c.index('decisions_approval').on(t.approval),
      ],
    ),

    /** A chat account that somebody joined to themselves, beside those of the configuration. */
    identities: c.table(
      'identities',
      {
        id: c.id('id'),
        platform: c.text('platform').notNull(),
        account: c.text('account').notNull(),
        person: c.text('person').notNull(),
        linkedAt: c.instant('linked_at').notNull(),
      },
      (t) => [
        c.uniqueIndex('identities_account').on(t.platform, t.account),
        c.index('identities_person').on(t.person),
      ],
    ),

    /** An account that asked to be joined to somebody. The code is known to its person only. */
    linkRequests: c.table(
      'link_requests',
      {
        id: c.id('id'),
        /** SHA-256 of the code. */
        code: c.text('code').notNull(),
        platform: c.text('platform').notNull(),
        account: c.text('account').notNull(),
        name: c.text('name'),
        until: c.instant('until').notNull(),
        /** Config key of the person who was shown the account, and may confirm it. */
        shownTo: c.text('shown_to'),
        usedAt: c.instant('used_at'),
      },
      (t) => [
        c.uniqueIndex('link_requests_code').on(t.code),
        c.index('link_requests_account').on(t.platform, t.account),
        c.index('link_requests_until').on(t.until),
      ],
    ),

    /** One person's right in another one's hands for a time. */
    delegations: c.table(
      'delegations',
      {
        id: c.id('id'),
        person: c.text('person').notNull(),
        delegate: c.text('delegate').notNull(),
        since: c.instant('since').notNull(),
        /** The first moment at which it is over; earlier than planned when it was taken back. */
        until: c.instant('until').notNull(),
      },
      (t) => [c.index('delegations_until').on(t.until)],
    ),

    /** One live card owed to one room. Version `wanted` should be seen, version `shown` was. */
    posts: c.table(
      'posts',
      {
        id: c.id('id'),
        run: c.integer('run').notNull(),
        platform: c.text('platform').notNull(),
        room: c.text('room').notNull(),
        thread: c.text('thread'),
        /** Of the message on the platform; raised when the card is posted anew. */
        key: c.text('key').notNull(),
        ref: c.json<MessageRef | null>('ref'),
        /** The message id within `ref`, to find the post that a reply hangs on. */
        message: c.text('message'),
        wanted: c.integer('wanted').notNull(),
        shown: c.integer('shown').notNull().default(0),
        /** Hash of the card last shown: an equal card costs no call. */
        hash: c.text('hash'),
        /** How much that which is not shown yet matters when edits are few (`RANKS`): the higher goes first. */
        urgency: c.integer('urgency').notNull().default(0),
        /** The inbox row of the click on this message whose handle can replace it, outside of the limits of edits. */
        via: c.integer('via'),
        /** When that handle dies. */
        viaUntil: c.instant('via_until').notNull().default(0),
        /** How often it has been used for the card. */
        viaUses: c.integer('via_uses').notNull().default(0),
        /** live, lost (cannot be shown any more; `note` says why) */
        state: c.text('state').notNull().default('live'),
        note: c.text('note'),
        /** What was begun under the current lease and not yet heard of: none, post, edit. */
        begun: c.text('begun').notNull().default('none'),
        /** Earliest time of the next attempt; of a lost one the time at which it was given up. */
        nextAt: c.instant('next_at').notNull().default(0),
        failures: c.integer('failures').notNull().default(0),
        /** How often it was posted anew because the old message could not be edited. */
        reposts: c.integer('reposts').notNull().default(0),
        /** How often it was posted anew because the old message would soon not be editable any more. */
        reissues: c.integer('reissues').notNull().default(0),
        /** The older message of a reissued card, until it points to the newer one. */
        previous: c.json<PreviousMessage | null>('previous'),
        /** When the message was posted, by our clock. */
        postedAt: c.instant('posted_at'),
        createdAt: c.instant('created_at').notNull(),
        ...lease(),
      },
      (t) => [
        c.uniqueIndex('posts_key').on(t.key),
        c.uniqueIndex('posts_place').on(t.run, t.platform, t.room),
        c.index('posts_message').on(t.platform, t.room, t.message),
        c.index('posts_due').on(t.nextAt).where(c.sql`${t.state} = 'live' AND ${t.wanted} > ${t.shown}`),
      ],
    ),

    /** Earlier messages of cards that go on in a newer one: a reply to them is about that card. */
    movedMessages: c.table(
      'moved_messages',
      {
        id: c.id('id'),
        post: c.integer('post').notNull(),
        platform: c.text('platform').notNull(),
        room: c.text('room').notNull(),
        message: c.text('message').notNull(),
      },
      (t) => [c.uniqueIndex('moved_messages_message').on(t.platform, t.room, t.message)],
    ),

    /** A one-off message: in the thread of a post, to a room, to one person, or through a channel. */
    notices: c.table(
      'notices',
      {
        id: c.id('id'),
        /** 0 where it is about no run. */
        run: c.integer('run').notNull(),
        /** The post in whose thread it goes; it waits until that one is there. */
        post: c.integer('post'),
        /** Config key of the chat or channel, or the lane of a workflow's own messages (`stepOutlet`). */
        platform: c.text('platform').notNull(),
        /** What of it: a room; of a channel for persons, whom; of a workflow's message, a name for its address. Empty where the channel has one only. */
        room: c.text('room').notNull(),
        key: c.text('key').notNull(),
        /** What it is about; the words are found when it is sent. */
        subject: c.json<NoticeSubject>('subject').notNull(),
        /** It goes first when places are few, and is sent again when it is not known whether it arrived. */
        urgent: c.bool('urgent').notNull().default(true),
        /** owed, sent, dropped (not worth anybody's attention any more; `note` says why), buried (given up; `note` is the last code) */
        state: c.text('state').notNull(),
        note: c.text('note'),
        ref: c.json<MessageRef | null>('ref'),
        /** The message id within `ref`, to find the notice that a reply hangs on. */
        message: c.text('message'),
        /** Names of those who were to be called and have no account there. */
        unreached: c.json<readonly string[] | null>('unreached'),
        begun: c.text('begun').notNull().default('none'),
        nextAt: c.instant('next_at').notNull().default(0),
        failures: c.integer('failures').notNull().default(0),
        createdAt: c.instant('created_at').notNull(),
        closedAt: c.instant('closed_at'),
        ...lease(),
      },
      (t) => [
        c.uniqueIndex('notices_key').on(t.key),
        c.index('notices_message').on(t.platform, t.room, t.message),
        c.index('notices_due').on(t.id).where(c.sql`${t.state} = 'owed'`),
        c.index('notices_run').on(t.run, t.platform, t.room),
        c.index('notices_buried').on(t.closedAt).where(c.sql`${t.state} = 'buried'`),
      ],
    ),

    /** What is to be asked of an engine: start a run, settle a gate, cancel, retry. */
    engineCalls: c.table(
      'engine_calls',
      {
        id: c.id('id'),
        engine: c.text('engine').notNull(),
        run: c.integer('run').notNull(),
        approval: c.integer('approval'),
        /** run, decide, act */
        kind: c.text('kind').notNull(),
        key: c.text('key').notNull(),
        payload: c.json<CallPayload>('payload').notNull(),
        /** owed, sent, accepted, confirmed, refused, elsewhere, buried */
        state: c.text('state').notNull(),
        /** The engine's reason when it refused, or what happened when the call was buried. */
        note: c.text('note'),
        nextAt: c.instant('next_at').notNull().default(0),
        failures: c.integer('failures').notNull().default(0),
        createdAt: c.instant('created_at').notNull(),
        settledAt: c.instant('settled_at'),
        ...lease(),
      },
      (t) => [
        c.uniqueIndex('engine_calls_key').on(t.key),
        c.index('engine_calls_due').on(t.id).where(c.sql`${t.settledAt} IS NULL`),
        c.index('engine_calls_run').on(t.run),
      ],
    ),

    /** What people did, stored before it is acknowledged. */
    inbox: c.table(
      'inbox',
      {
        id: c.id('id'),
        platform: c.text('platform').notNull(),
        key: c.text('key').notNull(),
        conversation: c.text('conversation').notNull(),
        event: c.json<Event>('event').notNull(),
        /** stored, done, buried */
        state: c.text('state').notNull(),
        reply: c.json<Reply | null>('reply'),
        /** none (nothing to say), owed, delivered, dropped */
        replyState: c.text('reply_state').notNull().default('none'),
        failures: c.integer('failures').notNull().default(0),
        nextAt: c.instant('next_at').notNull().default(0),
        storedAt: c.instant('stored_at').notNull(),
        doneAt: c.instant('done_at'),
        ...lease(),
      },
      (t) => [
        c.uniqueIndex('inbox_key').on(t.platform, t.key),
        c.index('inbox_waiting').on(t.conversation).where(c.sql`${t.state} = 'stored'`),
        c.index('inbox_reply').on(t.id).where(c.sql`${t.replyState} = 'owed'`),
        c.index('inbox_done').on(t.doneAt).where(c.sql`${t.doneAt} IS NOT NULL`),
      ],
    ),

    /** A run of the embedded engine. */
    executions: c.table(
      'executions',
      {
        id: c.id('id'),
        engine: c.text('engine').notNull(),
        key: c.text('key').notNull(),
        workflow: c.text('workflow').notNull(),
        /** The workflow as it was when the run started, parameters set. */
        document: c.json<Json>('document').notNull(),
        /** Steps, outputs and decisions so far. */
        state: c.json<Json>('state').notNull(),
        phase: c.text('phase').notNull(),
        /** Rises with each state: the `order` of the snapshot. */
        order: c.integer('order').notNull(),
        /** When it should be looked at next; empty while it waits for people or is over. */
        wakeAt: c.instant('wake_at'),
        /** Since when this state waits to be told to the observer; empty when it was told. */
        untold: c.instant('untold'),
        createdAt: c.instant('created_at').notNull(),
        endedAt: c.instant('ended_at'),
        ...lease(),
      },
      (t) => [
        c.uniqueIndex('executions_key').on(t.engine, t.key),
        c.index('executions_waking').on(t.engine, t.wakeAt).where(c.sql`${t.wakeAt} IS NOT NULL`),
        c.index('executions_telling').on(t.engine, t.untold).where(c.sql`${t.untold} IS NOT NULL`),
      ],
    ),

    /** An environment into which nothing is deployed until somebody unlocks it. */
    locks: c.table(
      'locks',
      {
        id: c.id('id'),
        app: c.text('app').notNull(),
        environment: c.text('environment').notNull(),
        /** Config key of the person who locked it. */
        owner: c.text('owner').notNull(),
        /** Config key of the chat where that was said: there the owner is told who broke it. */
        platform: c.text('platform').notNull(),
        reason: c.text('reason').notNull(),
        since: c.instant('since').notNull(),
      },
      (t) => [c.uniqueIndex('locks_place').on(t.app, t.environment)],
    ),

    /** Somebody who is to be told when a lock ends; gone with the lock. */
    lockWaits: c.table(
      'lock_waits',
      {
        id: c.id('id'),
        lock: c.integer('lock').notNull(),
        person: c.text('person').notNull(),
        platform: c.text('platform').notNull(),
        since: c.instant('since').notNull(),
      },
      (t) => [c.uniqueIndex('lock_waits_person').on(t.lock, t.person)],
    ),

    /** A run that is to start by itself. */
    schedules: c.table(
      'schedules',
      {
        id: c.id('id'),
        app: c.text('app').notNull(),
        environment: c.text('environment').notNull(),
        /** As they were typed. */
        parameters: c.json<readonly (readonly [string, string])[]>('parameters').notNull(),
        /** Config key of the person who is its initiator. */
        person: c.text('person').notNull(),
        /** Where it was said: the card of the run goes there too. */
        room: c.json<Room>('room').notNull(),
        /** When it is to start. */
        at: c.instant('at').notNull(),
        /** planned, started, refused, missed, cancelled */
        state: c.text('state').notNull(),
        run: c.integer('run'),
        /** The code of why it was refused. */
        note: c.text('note'),
        /** When it is to be looked at next; empty when it is over. */
        wakeAt: c.instant('wake_at'),
        createdAt: c.instant('created_at').notNull(),
        settledAt: c.instant('settled_at'),
      },
      (t) => [
        c.index('schedules_waking').on(t.wakeAt).where(c.sql`${t.wakeAt} IS NOT NULL`),
        c.index('schedules_settled').on(t.settledAt).where(c.sql`${t.settledAt} IS NOT NULL`),
      ],
    ),

    /** Append-only: each row carries the hash of the one before. */
    audit: c.table('audit', {
      id: c.id('id'),
      at: c.instant('at').notNull(),
      /** Config key of the person, or 'greenlight' for what happened by itself. */
      actor: c.text('actor').notNull(),
      action: c.text('action').notNull(),
      run: c.integer('run'),
      detail: c.json<Json>('detail').notNull(),
      previous: c.text('previous').notNull(),
      hash: c.text('hash').notNull(),
    }),
  };
}

/** The message that a card had before it was posted anew. `postedAt` in milliseconds since the epoch. */
export type PreviousMessage = { ref: MessageRef; key: string; postedAt: number | null };

export type Schema = ReturnType<typeof defineSchema>;
