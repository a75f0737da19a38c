import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallHook, CallRecord } from '../common/call-record.ts';
import { type Answer, createCallStages } from '../common/call-stages.ts';
import type { SimClock } from '../common/clock.ts';
import { readBody } from '../common/read-body.ts';
import { readArguments } from './arguments.ts';
import type { Auth } from './auth.ts';
import type { Changes } from './changes.ts';
import type { Fault, Faults } from './faults.ts';
import type { Desk, Method } from './methods/method.ts';
import type { Rates } from './rates.ts';
import { SlackError } from './slack-error.ts';

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

export function createCalls({ methods, desk, auth, rates, faults, changes, clock }: CallsOptions): Calls {
  const stages = createCallStages<Fault, Answer>({
    clock,
    faults,
    changes,
    recordsKept: desk.limits.recordsKept,
    failed: (status) => ({ status, body: { ok: false, error: 'internal_error' } }),
    outcomeOf: ({ body }) => (typeof body.error === 'string' ? body.error : 'ok'),
    headers: () => ({
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': auth.granted().join(','),
    }),
  });

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
      return refusal(err);
    }
  }

  return {
    records: stages.records,
    hook: (hook) => stages.hook(hook),
    async handle(method, req, res) {
      const record: CallRecord = { method, args: {}, at: clock.now(), outcome: 'ok', applied: false };
      const body = await readBody(req);
      const unreadable = readInto(record, req.headers['content-type'] ?? '', body);
      const { authorization } = req.headers;
      await stages.run({ record, refused, perform: () => unreadable ?? attempt(record, authorization) }, res);
    },
  };
}

function readInto(record: CallRecord, contentType: string, body: string): Answer | undefined {
  try {
    record.args = readArguments(contentType, body);
    return undefined;
  } catch (err) {
    return refusal(err);
  }
}

function refusal(err: unknown): Answer {
  if (!(err instanceof SlackError)) throw err;
  return { status: 200, body: { ok: false, error: err.code, ...err.extra } };
}

function refused(fault: Fault): Answer | undefined {
  if (fault.kind === 'ratelimited') return tooMany(fault.retryAfterSeconds);
  if (fault.kind !== 'error') return undefined;
  return { status: 200, body: { ok: false, error: fault.error, ...fault.extra } };
}

function tooMany(seconds: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
  };
}
