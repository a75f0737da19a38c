import { type HttpRun, type Judge, runHttp } from './http.ts';
import type { Around, Job } from './job.ts';

type Request = Pick<HttpRun, 'url' | 'method' | 'headers' | 'body' | 'timeoutMs'>;

/** `whose`: who says where it goes. */
export function httpJob(around: Around, request: Request, judge: Judge, whose: 'workflow' | 'operator'): Job {
  const { key, limits } = around;
  return {
    kind: 'http',
    run: ({ clock, guard }, signal) =>
      runHttp(
        {
          ...request,
          idempotencyKey: key,
          answerBytes: limits.outputBytes,
          clock,
          guard: whose === 'workflow' ? guard : undefined,
          signal,
        },
        judge,
      ),
  };
}
