import type { Finding } from '../../domain/finding.ts';

export function problem(subject: string, detail: string, remedy: string): Finding {
  return { level: 'error', subject, detail, remedy };
}

export function ok(subject: string, detail: string): Finding {
  return { level: 'ok', subject, detail };
}

export function unreachable(vendor: string, subject: string, code: string): Finding {
  return problem(
    subject,
    `${vendor} cannot be reached (${code})`,
    'Check network, proxy and the API address.',
  );
}
