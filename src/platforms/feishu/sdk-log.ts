import type { Log } from '../../log.ts';
import type { SdkLogger } from './sdk.ts';

/**
 * What the SDK wants to say, in our log. It prints whole requests with messages and secrets in them: of an error only its message is
 * taken, of objects nothing, and its debug lines are dropped. Its errors are what we handle and log ourselves: debug level is enough.
 */
export function createSdkLog(log: Log): SdkLogger {
  const say = (...parts: unknown[]): void => {
    const words = parts.flat(3).flatMap((part) => {
      if (typeof part === 'string') return [part];
      return part instanceof Error ? [part.message] : [];
    });
    log.debug({ sdk: scrub(words.join(' ')).slice(0, 500) }, 'feishu sdk says');
  };
  const drop = (): void => {};
  return { error: say, warn: say, info: drop, debug: drop, trace: drop };
}

/** Without tokens and the secret part of a connection's address. */
function scrub(text: string): string {
  return text
    .replace(/\b[tuca]-[\w.-]{16,}/g, '…')
    .replace(/((?:ticket|access_key|app_secret|AppSecret)"?[=:]"?)[^&\s",}]+/g, '$1…');
}
