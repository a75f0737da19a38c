import type { Json } from '../common/json.ts';

/** Answered as HTTP 200 `{"ok":false,"error":code,…extra}`, as the Web API does. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: Json;

  constructor(code: string, extra: Json = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.extra = extra;
  }
}

/** With the reason in `response_metadata.messages`, where Slack puts it. */
export function invalidArguments(...reasons: string[]): SlackError {
  return new SlackError('invalid_arguments', {
    response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) },
  });
}
