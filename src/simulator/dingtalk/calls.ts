import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallHook, CallRecord } from '../common/call-record.ts';
import { type Answer, createCallStages } from '../common/call-stages.ts';
import type { SimClock } from '../common/clock.ts';
import { type Json, parseObject } from '../common/json.ts';
import { readBody } from '../common/read-body.ts';
import type { WindowRates } from '../common/window-rates.ts';
import type { Api, Desk } from './api/api.ts';
import type { Changes } from './changes.ts';
import type { Fault, Faults } from './faults.ts';
import type { Permissions } from './permissions.ts';
import { apiRefusal, Refusal, topGatewayRefusal, topRefusal } from './refusal.ts';

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

type Reply = Answer & { code: string };
type Request = { api: Api | undefined; query: URLSearchParams; header: string | undefined };

export function createCalls(options: CallsOptions): Calls {
  const { apis, desk, permissions, rates, faults, changes, clock } = options;
  const counts = new Map<string, number>();
  const stages = createCallStages<Fault, Reply>({
    clock,
    faults,
    changes,
    recordsKept: desk.limits.recordsKept,
    failed: (status) => replyOf(apiRefusal(status, 'system.busy', '系统繁忙')),
    outcomeOf: ({ code }) => code,
    headers: () => ({ 'content-type': 'application/json;charset=utf-8' }),
  });

  async function perform(
    record: CallRecord,
    { api, query, header }: Request,
    secrets: Json,
    fault: Fault | undefined,
  ): Promise<Reply> {
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

  async function attempt(
    record: CallRecord,
    request: Request,
    secrets: Json,
    fault: Fault | undefined,
  ): Promise<Reply> {
    try {
      return await perform(record, request, secrets, fault);
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      return replyOf(err);
    }
  }

  return {
    records: stages.records,
    hook: (hook) => stages.hook(hook),
    count: (method) => counts.get(method) ?? 0,
    async handle(method, query, req, res) {
      const record: CallRecord = { method, args: {}, at: clock.now(), outcome: 'ok', applied: false };
      const api = Object.hasOwn(apis, method) ? apis[method] : undefined;
      record.args = readArgs(req.headers['content-type'] ?? '', await readBody(req));
      const secrets = takeOut(record.args, api?.secrets ?? []);
      counts.set(method, (counts.get(method) ?? 0) + 1);
      const header = req.headers['x-acs-dingtalk-access-token'];
      const request = { api, query, header: Array.isArray(header) ? header[0] : header };
      await stages.run(
        {
          record,
          refused: (fault) => refused(fault, api),
          perform: (fault) => attempt(record, request, secrets, fault),
        },
        res,
      );
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

function replyOf({ status, body, code }: Refusal): Reply {
  return { status, body, code };
}

function refused(fault: Fault, api: Api | undefined): Reply | undefined {
  if (fault.kind === 'error') return replyOf(apiRefusal(fault.status, fault.code, fault.message));
  if (fault.kind === 'errcode') return replyOf(topRefusal(fault.errcode, fault.errmsg));
  return fault.kind === 'ratelimited' ? replyOf(tooMany(api)) : undefined;
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
