/**
 * The one error taxonomy. An error says what its receiver must do:
 * UserError: the person can mend it; UpstreamError: the caller decides by `outcome`; ConfigError: the operator mends it before the start.
 * Codes and data only: the sentences in English and Chinese live in presenter/.
 */

/** A mistake that the person can mend. `code` names a sentence of the presenter, `data` fills it in. */
export class UserError extends Error {
  readonly code: string;
  readonly data: Record<string, string | number | readonly string[]>;

  constructor(
    code: string,
    data: Record<string, string | number | readonly string[]> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'UserError';
    this.code = code;
    this.data = data;
  }
}

/**
 * What is known of a request that failed:
 * `rejected`: it was refused and did nothing, the same request will be refused again;
 * `throttled`: it did nothing, try again after `retryAfterMs`;
 * `unreachable`: it never arrived, try again;
 * `unknown`: it may have been done: look before doing it again.
 */
export type UpstreamOutcome = 'rejected' | 'throttled' | 'unreachable' | 'unknown';

/** A vendor, an engine or a target did not do what was asked. `code` is the vendor's own word for it. */
export class UpstreamError extends Error {
  readonly outcome: UpstreamOutcome;
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(
    outcome: UpstreamOutcome,
    code: string,
    message: string,
    options?: ErrorOptions & { retryAfterMs?: number },
  ) {
    super(message, options);
    this.name = 'UpstreamError';
    this.outcome = outcome;
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** One mistake in a file or a setting: where it is (`path`, file with line where known), what is wrong and what to do. */
export type Problem = { path: string; message: string };

/** The process cannot start like this. Carries every problem at once, so that one look mends all. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map((p) => `${p.path}: ${p.message}`).join('\n'), options);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
