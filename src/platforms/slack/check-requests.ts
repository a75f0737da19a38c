import type { Finding } from '../../domain/finding.ts';
import { ok, problem } from '../common/findings.ts';
import type { Verdict } from './signature.ts';

/** What came to the hook so far. */
export type Seen = {
  path: string;
  /** False in `doctor`, which serves nothing: a server that runs elsewhere gets the requests. */
  started: boolean;
  /** The last request that carried a signature; `at` in milliseconds since the epoch. */
  last: { verdict: Exclude<Verdict, 'unsigned'>; at: number } | undefined;
};

/** What `doctor` says of requests over HTTP. */
export function checkRequests({ path, started, last }: Seen, now: number): Finding {
  const subject = 'requests';
  switch (last?.verdict) {
    case 'forged':
      return problem(
        subject,
        `the last signature at ${path} was not right`,
        'Copy the Signing Secret from "Basic Information"; it is not the client secret.',
      );
    case 'stale':
      return problem(
        subject,
        `the last request at ${path} was signed well and is not of now`,
        "Synchronise this machine's clock (NTP): Slack's requests are taken within five minutes.",
      );
    case 'signed':
      return ok(subject, `Slack's last one to ${path} came ${Math.round((now - last.at) / 1000)} s ago`);
    case undefined:
      if (!started) return ok(subject, `a running server gets them at POST ${path}`);
      return {
        level: 'warn',
        subject,
        detail: `none came to ${path} since the start`,
        remedy: `The Request URL of events, interactivity and both commands must be this server's public address with ${path}.`,
      };
  }
}
