import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimClock } from '../common/clock.ts';
import { type Json, parseObject } from '../common/json.ts';
import { readBody } from '../common/read-body.ts';
import { remember } from '../common/records.ts';
import type { WindowRates } from '../common/window-rates.ts';
import type { Api, Desk } from './api/api.ts';
import type { Changes } from './changes.ts';
import type { Fault, Faults } from './faults.ts';
import type { Permissions } from './permissions.ts';
import { apiRefusal, Refusal, topGatewayRefusal, topRefusal } from './refusal.ts';

/** One call of the open API, without its token and secrets. */
export type CallRecord = {
  /** Verb and path, for example `PUT /v1.0/card/instances`. */
  method: string;
  args: Json;
  at: number;
  /** What was done: `ok`, the error code, or the fault that befell it. */
  outcome: string;
  /** True when it was done, whatever the caller was told. */
  applied: boolean;
  /** Set when the caller went over DingTalk's limit by itself: a well-paced app has none. */
  throttled?: boolean;
  result?: Json;
};

type CallStage = 'received' | 'applied' | 'answered';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type CallHook = (method: string, args: Json, stage: CallStage) => void | Promise<void>;

export type Calls = {
  handle(method: string, query: URLSearchParams, req: IncomingMessage, res: ServerResponse): Promise<void>;
  records: CallRecord[];
  /** How often a method was called so far, whatever was answered. */
  count(method: string): number;
  hook(hook: CallHook): () => void;
};

type CallsOptions = {
  apis: Record<string, Api>;
  desk: Desk;
  permissions: Permissions;
  rates: WindowRates;
  faults: Faults;
  changes: Changes;
  clock: SimClock;
};

const SECOND_MS = 1_000;

type Answer = { status: number; body: Json; code: string };
type Request = { api: Api | undefined; query: URLSearchParams; header: string | undefined };

export function createCalls(options: CallsOptions): Calls {
  const { apis, desk, permissions, rates, faults, changes, clock } = options;
  const records: CallRecord[] = [];
  const counts = new Map<string, number>();
  const hooks = new Set<CallHook>();

  async function reach(record: CallRecord, stage: CallStage): Promise<void> {
    for (const hook of hooks) await hook(record.method, record.args, stage);
  }

  async function perform(
    record: CallRecord,
    { api, query, header }: Request,
    secrets: Json,
    fault: Fault | undefined,
  ): Promise<Answer> {
    if (!api) throw unknownPath(record.method);
    if (api.token === 'header') desk.tokens.check(header);
    if (api.token === 'query') desk.tokens.checkTop(query.get('access_token'));
    if (api.token !== 'none') {
      permissions.check(api.permission, api.token);
      // Each API counts for itself.
      const rate = { count: desk.limits.callsPerSecond, perMs: SECOND_MS };
      if (rates.take([{ key: record.method, rate }]) > 0) {
        record.throttled = true;
        throw tooMany(api);
      }
    }
    const result = await api.run({ args: { ...record.args, ...secrets }, query, fault }, desk);
    record.applied = true;
    record.result = withoutSecrets(result);
    return { status: 200, body: result, code: 'ok' };
  }

  async function answerFor(
    record: CallRecord,
    request: Request,
    secrets: Json,
    fault: Fault | undefined,
  ): Promise<Answer | undefined> {
    if (fault?.kind === 'drop') return undefined;
    try {
      refuseBy(fault, request.api);
      if (fault?.kind === 'delay' && fault.when !== 'after') await pause(clock, fault.ms);
      const answer = await perform(record, request, secrets, fault);
      await reach(record, 'applied');
      if (fault?.kind === 'delay' && fault.when === 'after') await pause(clock, fault.ms);
      return answer;
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      return { status: err.status, body: err.body, code: err.code };
    }
  }

  return {
    records,
    count: (method) => counts.get(method) ?? 0,
    hook(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    async handle(method, query, req, res) {
      const record: CallRecord = { method, args: {}, at: clock.now(), outcome: 'ok', applied: false };
      const api = Object.hasOwn(apis, method) ? apis[method] : undefined;
      record.args = readArgs(req.headers['content-type'] ?? '', await readBody(req));
      const secrets = takeOut(record.args, api?.secrets ?? []);
      remember(records, record, desk.limits.recordsKept);
      counts.set(method, (counts.get(method) ?? 0) + 1);
      await reach(record, 'received');
      const fault = faults.take(method);
      const header = req.headers['x-acs-dingtalk-access-token'];
      const request = { api, query, header: Array.isArray(header) ? header[0] : header };
      const answer = await answerFor(record, request, secrets, fault);
      record.outcome = fault ? fault.kind : (answer?.code ?? 'ok');
      changes.emit({ type: 'call', call: record });
      await respond(res, fault, answer);
      await reach(record, 'answered');
    },
  };
}

/** JSON, or a form as older clients of oapi.dingtalk.com send it; anything else has no arguments. */
function readArgs(contentType: string, body: string): Json {
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body));
  return parseObject(body) ?? {};
}

function takeOut(args: Json, names: string[]): Json {
  const taken: Json = {};
  for (const name of names) {
    if (name in args) taken[name] = args[name];
    delete args[name];
  }
  return taken;
}

function withoutSecrets(result: Json): Json {
  const { accessToken: _token, ticket: _ticket, ...rest } = result;
  return rest;
}

function refuseBy(fault: Fault | undefined, api: Api | undefined): void {
  if (fault?.kind === 'status') throw apiRefusal(fault.status, 'system.busy', '系统繁忙');
  if (fault?.kind === 'error') throw apiRefusal(fault.status, fault.code, fault.message);
  if (fault?.kind === 'errcode') throw topRefusal(fault.errcode, fault.errmsg);
  if (fault?.kind === 'ratelimited') throw tooMany(api);
}

/** https://open.dingtalk.com/document/orgapp/invocation-frequency-limit; a session webhook has the custom robot's own code. */
function tooMany(api: Api | undefined): Refusal {
  if (api?.token === 'header')
    return apiRefusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '应用调用该接口的QPS超限');
  if (api?.token === 'query')
    return topGatewayRefusal('90018', '您的服务器调用钉钉开放平台的接口超过频率限制');
  return topRefusal(130101, 'send too fast, exceed 20 times per minute');
}

function unknownPath(method: string): Refusal {
  if (method.includes(' /v1.0/'))
    return apiRefusal(
      404,
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.',
    );
  return topRefusal(404, '请求的URI地址不存在');
}

async function respond(
  res: ServerResponse,
  fault: Fault | undefined,
  answer: Answer | undefined,
): Promise<void> {
  if (!answer) return void res.destroy();
  let { status, body } = answer;
  if (fault?.kind === 'apply_then_fail') {
    if (fault.answer === 'hang') return;
    if (typeof fault.answer !== 'number') return void res.destroy();
    status = fault.answer;
    body = apiRefusal(status, 'system.busy', '系统繁忙').body;
  }
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json;charset=utf-8',
    'content-length': Buffer.byteLength(text),
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
