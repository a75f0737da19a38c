import { randomBytes, randomUUID } from 'node:crypto';
import type { Json } from '../common/json.ts';

/** A call that DingTalk refuses, as it says so on the wire. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: Json;
  constructor(status: number, code: string, body: Json) {
    super(code);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** The error body of api.dingtalk.com; card errors repeat their code as the message. */
export function apiRefusal(status: number, code: string, message: string = code, extra: Json = {}): Refusal {
  return new Refusal(status, code, { code, message, requestid: randomUUID().toUpperCase(), ...extra });
}

/** The error of oapi.dingtalk.com's own errcode, inside an HTTP 200. */
export function topRefusal(errcode: number, errmsg: string): Refusal {
  return new Refusal(200, String(errcode), { errcode, errmsg, request_id: requestId() });
}

/** What the gateway before oapi.dingtalk.com refuses: errcode 88 with the real code beside it. */
export function topGatewayRefusal(subCode: string, subMsg: string): Refusal {
  return new Refusal(200, subCode, {
    errcode: 88,
    sub_code: subCode,
    sub_msg: subMsg,
    errmsg: `ding talk error[subcode=${subCode},submsg=${subMsg}]`,
    request_id: requestId(),
  });
}

export function requestId(): string {
  return randomBytes(6).toString('hex');
}
