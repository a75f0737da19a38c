import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { readBody } from '../common/read-body.ts';
import { remember } from '../common/records.ts';
import { readArguments } from './arguments.ts';
import type { Auth } from './auth.ts';
import type { Changes } from './changes.ts';
import type { Fault, Faults } from './faults.ts';
import type { Desk, Method } from './methods/method.ts';
import type { Rates } from './rates.ts';
import { SlackError } from './slack-error.ts';

/** One call of the Web API, without its token. */
export type CallRecord = {
  method: string;
  args: Json;
  at: number;
  /** What was done: `ok`, the error code, or the fault that befell it. */
  outcome: string;
  /** True when the workspace changed, whatever the caller was told. */
  applied: boolean;
  /** Set when the caller went over Slack's limit by itself: a well-paced app has none. */
  throttled?: boolean;
  result?: Json;
};

type CallStage = 'received' | 'applied' | 'answered';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type CallHook = (method: string, args: Json, stage: CallStage) => void | Promise<void>;

export type Calls = {
  handle(method: string, req: IncomingMessage, res: ServerResponse): Promise<void>;
  records: CallRecord[];
  hook(hook: CallHook): () => void;
};

type CallsOptions = {
  methods: Record<string, Method>;
  desk: Desk;
  auth: Auth;
  rates: Rates;
  faults: Faults;
  changes: Changes;
  clock: SimClock;
};

type Answer = { status: number; body: Json; headers?: Record<string, string> };

export function createCalls({ methods, desk, auth, rates, faults, changes, clock }: CallsOptions): Calls {
  const records: CallRecord[] = [];
  const hooks = new Set<CallHook>();

  async function reach(record: CallRecord, stage: CallStage): Promise<void> {
    for (const hook of hooks) await hook(record.method, record.args, stage);
  }

  function perform(record: CallRecord, header: string | undefined): Answer {
    const method = Object.hasOwn(methods, record.method) ? methods[record.method] : undefined;
    if (!method) throw new SlackError('unknown_method', { req_method: record.method });
    auth.check(header, record.args.token, method.token, method.scopes);
    delete record.args.token;
    const channel = typeof record.args.channel === 'string' ? record.args.channel : undefined;
    const waitSeconds = rates.take(record.method, channel);
    if (waitSeconds > 0) {
      record.throttled = true;
      return tooMany(waitSeconds);
    }
    const result = { ok: true, ...method.run(record.args, desk) };
    record.applied = true;
    record.result = result;
    return { status: 200, body: result };
  }

  function attempt(record: CallRecord, header: string | undefined): Answer {
    try {
      return perform(record, header);
    } catch (err) {
      if (!(err instanceof SlackError)) throw err;
      return { status: 200, body: { ok: false, error: err.code, ...err.extra } };
    }
  }

  async function answerFor(
    record: CallRecord,
    fault: Fault | undefined,
    header: string | undefined,
  ): Promise<Answer | undefined> {
    if (fault?.kind === 'drop') return undefined;
    if (fault?.kind === 'status')
      return { status: fault.status, body: { ok: false, error: 'internal_error' } };
    if (fault?.kind === 'ratelimited') return tooMany(fault.retryAfterSeconds);
    if (fault?.kind === 'error')
      return { status: 200, body: { ok: false, error: fault.error, ...fault.extra } };
    if (fault?.kind === 'delay' && fault.when !== 'after') await pause(clock, fault.ms);
    const answer = attempt(record, header);
    if (record.applied) await reach(record, 'applied');
    if (fault?.kind === 'delay' && fault.when === 'after') await pause(clock, fault.ms);
    return answer;
  }

  return {
    records,
    hook(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    async handle(method, req, res) {
      const record: CallRecord = { method, args: {}, at: clock.now(), outcome: 'ok', applied: false };
      const body = await readBody(req);
      const unreadable = readInto(record, req.headers['content-type'] ?? '', body);
      remember(records, record, desk.limits.recordsKept);
      await reach(record, 'received');
      const fault = faults.take(method);
      const answer = unreadable ?? (await answerFor(record, fault, req.headers.authorization));
      record.outcome = fault ? fault.kind : errorOf(answer);
      changes.emit({ type: 'call', call: record });
      await respond(res, fault, answer, auth.granted());
      await reach(record, 'answered');
    },
  };
}

function readInto(record: CallRecord, contentType: string, body: string): Answer | undefined {
  try {
    record.args = readArguments(contentType, body);
    return undefined;
  } catch (err) {
    if (!(err instanceof SlackError)) throw err;
    return { status: 200, body: { ok: false, error: err.code, ...err.extra } };
  }
}

function tooMany(seconds: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
  };
}

async function respond(
  res: ServerResponse,
  fault: Fault | undefined,
  answer: Answer | undefined,
  scopes: string[],
): Promise<void> {
  if (!answer) return void res.destroy();
  if (fault?.kind === 'apply_then_fail') {
    if (fault.answer === 'hang') return;
    if (typeof fault.answer !== 'number') return void res.destroy();
    answer = { status: fault.answer, body: { ok: false, error: 'internal_error' } };
  }
  const text = JSON.stringify(answer.body);
  res.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-oauth-scopes': scopes.join(','),
    ...answer.headers,
  });
  await new Promise<void>((resolve) => {
    res.once('close', resolve);
    res.end(text, resolve);
  });
}

function pause(clock: SimClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

function errorOf(answer: Answer | undefined): string {
  return typeof answer?.body.error === 'string' ? answer.body.error : 'ok';
}
