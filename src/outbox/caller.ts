/**
 * Asks engines what is owed to them. Guarantees: the attempt is written down before the request; whatever becomes of it ends in one unit with what the
 * cards then show; a call whose outcome is unknown is repeated only with its key, or after a look.
 */
import type { AuditKeys } from '../domain/audit-key.ts';
import type { Directory } from '../domain/directory.ts';
import type { EngineAbility } from '../domain/engine-ability.ts';
import type { CallPayload } from '../domain/engine-call.ts';
import type { OutlineOf } from '../domain/outline.ts';
import type { PlatformAbility } from '../domain/platform-ability.ts';
import type { RunSnapshot } from '../domain/run.ts';
import { troubleOf } from '../domain/trouble.ts';
import type { Engine } from '../engines/engine.ts';
import { UpstreamError, UserError } from '../errors.ts';
import type { FlowContext } from '../flows/context.ts';
import { DENIED, isUnchanged, mayCall } from '../flows/may-call.ts';
import { type CallEnd, postponeCall, settleEngineCall } from '../flows/settle-call.ts';
import type { Log } from '../log.ts';
import { reasonToKeep } from '../presenter/reasons.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { claimCalls, dueCalls, type EngineCallRow } from '../store/engine-calls.ts';
import { runById } from '../store/runs.ts';
import { type Clock, createLoop, type Loop } from '../time.ts';

const POLL_MS = 1000;
const BATCH_ROWS = 128;
/** Engines answer within 10 s or their adapter gives up; a lease lasts three of these. */
const LEASE_MS = 30_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 60_000;
/** An engine that cannot be reached for a day is a matter for operators. */
const GIVE_UP_MS = 24 * 3600 * 1000;
const GIVE_UP_FAILURES = 20;

export function createCaller(
  deps: {
    db: Database;
    clock: Clock;
    log: Log;
    directory: Directory;
    engines: ReadonlyMap<string, Engine>;
    outline: OutlineOf;
    /** What engines and chats can do, by their config keys. */
    abilities: {
      engines: ReadonlyMap<string, EngineAbility>;
      platforms: ReadonlyMap<string, PlatformAbility>;
    };
    auditKeys: AuditKeys;
  },
  changed: () => void,
): Loop {
  const { db, clock, log, directory, engines, outline, abilities, auditKeys } = deps;
  const underWay = new Set<Promise<void>>();
  const loop = createLoop(clock, look, (cause) => log.error({ cause }, 'calling engines failed'));

  async function look(): Promise<number> {
    const now = clock.now();
    const ids = await dueCalls(db.read, [...engines.keys()], now, BATCH_ROWS);
    if (ids.length === 0) return POLL_MS;
    const claimed = await db.tx((tx) => claimCalls(tx, ids, now, now + LEASE_MS));
    for (const { call, unknown } of claimed) {
      const work = ask(call, unknown);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    }
    return ids.length === BATCH_ROWS ? 0 : POLL_MS;
  }

  async function ask(call: EngineCallRow, unknown: boolean): Promise<void> {
    try {
      const may = await mayCall({ tx: db.read, directory, outline }, call);
      if (may === 'unread') await postponeUnread(call, unknown);
      else {
        const end = may === 'yes' ? await attempt(call, unknown) : await denied(call, unknown);
        await unit((context) => settleEngineCall(context, call, end));
      }
    } catch (cause) {
      await postpone(call, unknown, cause).catch((second: unknown) => {
        // The row stays leased and `sent`: it is looked at again when the lease ends.
        log.error({ call: call.id, cause: second }, 'an engine call could not be put back');
      });
    }
    changed();
  }

  /** The right has ended. What may have reached the engine before that is not said to have been kept from it. */
  async function denied(call: EngineCallRow, unknown: boolean): Promise<CallEnd> {
    if (!unknown) return { kind: 'refused', reason: DENIED };
    if (call.payload.kind !== 'run') return { kind: 'buried', reason: 'unknown-outcome' };
    const found = await engines.get(call.engine)?.find(call.key);
    return found === undefined ? { kind: 'refused', reason: DENIED } : { kind: 'accepted', ref: found.ref };
  }

  async function attempt(call: EngineCallRow, unknown: boolean): Promise<CallEnd> {
    const engine = engines.get(call.engine);
    if (engine === undefined) return { kind: 'refused', reason: 'no-engine' };
    const { payload } = call;
    try {
      if (payload.kind === 'run') return await start(engine, call, payload, unknown);
      const run = await runById(db.read, call.run);
      const ref = run?.ref ?? undefined;
      if (ref === undefined)
        throw new UpstreamError('unreachable', 'not-started', 'the run has no name at the engine yet');
      if (payload.kind === 'act') {
        const outcome = await engine.act(ref, payload.verb, { name: payload.by }, call.key, payload.step);
        return outcome.kind === 'accepted' ? outcome : refused(outcome);
      }
      if (payload.verdict === 'approve') {
        const snapshot = whileWaiting(
          engine.can.changes === true ? await engine.look(ref) : run?.snapshot,
          payload,
        );
        if (snapshot !== undefined && !(await isUnchanged({ tx: db.read }, call, snapshot))) {
          return { kind: 'changed', snapshot };
        }
      }
      const { answers, reason } = payload;
      const by = {
        name: payload.by,
        ...(reason === null ? {} : { reason }),
        ...(answers === undefined ? {} : { answers }),
      };
      const gate = { path: payload.path, attempt: payload.attempt };
      const outcome = await engine.decide(ref, gate, payload.verdict, by, call.key);
      switch (outcome.kind) {
        case 'accepted':
          return { kind: 'accepted' };
        case 'settled-elsewhere':
          return { kind: 'elsewhere', ...(outcome.by === undefined ? {} : { by: outcome.by }) };
        case 'refused':
          return refused(outcome);
      }
    } catch (cause) {
      if (cause instanceof UserError) {
        const trouble = troubleOf(cause);
        return { kind: 'refused', reason: cause.code, ...(trouble === undefined ? {} : { trouble }) };
      }
      if (cause instanceof UpstreamError && cause.outcome === 'rejected') return refused(cause);
      throw cause;
    }
  }

  async function start(
    engine: Engine,
    call: EngineCallRow,
    payload: Extract<CallPayload, { kind: 'run' }>,
    unknown: boolean,
  ): Promise<CallEnd> {
    if (unknown && !engine.can.keys) {
      const found = await engine.find(call.key);
      if (found !== undefined) return { kind: 'accepted', ref: found.ref };
      return { kind: 'buried', reason: 'unknown-outcome' };
    }
    const { ref } = await engine.run(payload, call.key);
    return { kind: 'accepted', ref };
  }

  /** The call is tried again: as new when it never arrived, as unknown when it may have. */
  async function postpone(call: EngineCallRow, unknown: boolean, cause: unknown): Promise<void> {
    const now = clock.now();
    const known = cause instanceof UpstreamError ? cause : undefined;
    const note = known?.code ?? 'error';
    log.warn(
      { call: call.id, engine: call.engine, failures: call.failures, cause },
      'an engine call did not come through',
    );
    // Age alone proves nothing: the server may have been down. What is not the engine's word is never a reason to give up.
    if (known !== undefined && call.failures >= GIVE_UP_FAILURES && now - call.createdAt > GIVE_UP_MS) {
      await unit((context) => settleEngineCall(context, call, { kind: 'buried', reason: note }));
      return;
    }
    const wait = known?.retryAfterMs ?? waitAfter(call);
    // That the look for an earlier attempt failed says nothing of that attempt.
    const arrived = unknown || !(known?.outcome === 'throttled' || known?.outcome === 'unreachable');
    const state = arrived ? 'sent' : 'owed';
    await putBack(call, state, wait, note);
  }

  /** Whether somebody still may is not known while a group cannot be read. Never given up: it is not the engine's word. */
  async function postponeUnread(call: EngineCallRow, unknown: boolean): Promise<void> {
    log.warn({ call: call.id, engine: call.engine }, 'an engine call waits for a group that cannot be read');
    await putBack(call, unknown ? 'sent' : 'owed', waitAfter(call), 'unread');
  }

  async function putBack(
    call: EngineCallRow,
    state: 'owed' | 'sent',
    wait: number,
    note: string,
  ): Promise<void> {
    await unit((context) => postponeCall(context, call, state, clock.now() + wait, note));
    clock.after(wait, () => loop.wake());
  }

  async function unit<T>(work: (context: FlowContext) => Promise<T>): Promise<T> {
    return await db.tx(async (tx) => {
      const context: FlowContext = { tx, now: clock.now(), directory, ...abilities, audit: [] };
      const result = await work(context);
      await appendAudit(tx, context.audit, auditKeys, log);
      return result;
    });
  }

  return {
    start: () => loop.start(),
    wake: () => loop.wake(),
    async stop() {
      await loop.stop();
      await Promise.all(underWay);
    },
  };
}

function waitAfter({ failures }: EngineCallRow): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 16));
}

/** What was seen, while the gate still waited: the call itself may be what has moved the run since. */
function whileWaiting(
  snapshot: RunSnapshot | null | undefined,
  { path, attempt }: { path: string; attempt: string },
): RunSnapshot | undefined {
  const waits = snapshot?.gates.some((gate) => gate.path === path && gate.attempt === attempt);
  return waits === true ? (snapshot ?? undefined) : undefined;
}

function refused({ code, message }: { code: string; message: string }): CallEnd {
  return { kind: 'refused', reason: reasonToKeep(code, message) };
}
