import type { Answer } from './http-door.ts';

/** What a request is refused with; `answer` is all that goes over the wire. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(message: string, answer: Answer) {
    super(message);
    this.answer = answer;
  }
}

const MESSAGES = {
  400: 'Bad Request',
  6160: '创建工作流任务失败',
  6161: '获取工作流任务失败',
  6163: '取消工作流任务失败',
  6169: '批准工作流任务失败',
  6542: '查询workflow失败',
  7050: '用户许可证不可用，请检查许可证后重试',
} as const;

/** One of Zadig's numbered errors, which all come as HTTP 400: https://github.com/koderover/zadig/blob/main/pkg/tool/errors/errors.go */
export function numbered(code: keyof typeof MESSAGES, description: string): Refusal {
  const message = MESSAGES[code];
  return new Refusal(`${code} ${description}`, {
    code: 400,
    json: { type: 'error', message, code, description, extra: {} },
  });
}

/** An error that has no number. */
export function plain(description: string): Refusal {
  return new Refusal(description, {
    code: 500,
    json: { message: 'Internal Error: ', code: 500, description },
  });
}

export function unauthenticated(): Refusal {
  return new Refusal('unauthenticated', { code: 401 });
}

export function forbidden(): Refusal {
  return new Refusal('forbidden', { code: 403 });
}

export const NO_DOCUMENT = 'mongo: no documents in result';

export const NO_LICENCE = `${MESSAGES[7050]}: `;
