import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../log.ts';

/**
 * What the SDK wants to say, in our log. Its debug lines carry whole payloads, response URLs and tokens: they are dropped. Its
 * errors are what we handle and log ourselves, so they only appear at debug level.
 */
export function createSdkLog(log: Log): Logger {
  const say = (...parts: unknown[]): void =>
    log.debug({ sdk: scrub(parts.map(String).join(' ')) }, 'slack sdk says');
  return {
    debug: () => {},
    info: () => {},
    warn: say,
    error: say,
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

/** Without tokens, tickets and the secret part of response URLs. */
function scrub(text: string): string {
  return text
    .replace(/xox[a-z]-[\w-]+|xapp-[\w-]+/g, 'xox…')
    .replace(/(ticket=)[^&\s"]+/g, '$1…')
    .replace(/(\/(?:commands|actions|services)\/)[^\s"]+/g, '$1…');
}
