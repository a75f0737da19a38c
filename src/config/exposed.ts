import type { Path } from './path.ts';
import type { Found } from './report.ts';

/** What others could read: in the file, and on the way. */

export function plainSecret(path: Path, written: (path: Path) => string | undefined): Found[] {
  const text = written(path);
  if (text === undefined || text.includes('${')) return [];
  return [
    {
      path,
      message: 'is a secret in plain text: put it into an environment variable and write ${NAME} here',
    },
  ];
}

/** Whether what is sent to the URL can be read on the way. */
export function isInClear(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !isThisMachine(hostname);
}

/** `hostname` as `URL` has it. */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(hostname);
}
