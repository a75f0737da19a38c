/** What Feishu answers instead of a result: a code, a text, and an HTTP status that is 400 for nearly everything. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(code: number, message: string, status = 400, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** https://open.feishu.cn/document/server-docs/im-v1/message/create, …/message-card/patch and …/message/reply: the tables of errors. */
export function badParameter(what: string): ApiError {
  return new ApiError(230001, `Your request contains an invalid request parameter, ext=${what}`);
}
