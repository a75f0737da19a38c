import type { Finding } from '../../domain/finding.ts';
import { ok, problem } from './findings.ts';
import type { Verdict } from './signature.ts';

/** What came to the hook so far; moments in milliseconds since the epoch. */
export type Seen = {
  path: string;
  /** False in `doctor`, which serves nothing: a server that runs elsewhere gets the requests. */
  started: boolean;
  verifiedAt: number | undefined;
  /** When one was refused last, by its reason. */
  refused: Partial<Record<Exclude<Verdict, 'signed'>, number>>;
};

/** What `doctor` says of requests over HTTP. */
export function checkRequests({ path, started, verifiedAt, refused }: Seen, now: number): Finding[] {
  const subject = 'requests';
  if (refused.forged !== undefined && refused.forged > (verifiedAt ?? 0)) {
    const remedy = 'Copy the Signing Secret from "Basic Information"; it is not the client secret.';
    return [problem(subject, `the last signature at ${path} was not right`, remedy)];
  }
  if (refused.stale !== undefined && refused.stale > (verifiedAt ?? 0)) {
    const remedy = "Synchronise this machine's clock (NTP): Slack's requests are taken within five minutes.";
    return [problem(subject, `the last request at ${path} was signed well and is not of now`, remedy)];
  }
  if (verifiedAt !== undefined) {
    return [
      ok(subject, `the last one from Slack at ${path} came ${Math.round((now - verifiedAt) / 1000)} s ago`),
    ];
  }
  if (!started) return [ok(subject, `a running server gets them at POST ${path}`)];
  return [
    {
      level: 'warn',
      subject,
      detail: `none came to ${path} since the start`,
      remedy: `Request URLs of events, interactivity and both commands must be the public address of this server with ${path}.`,
    },
  ];
}
