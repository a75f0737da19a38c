import type { Log } from '../src/log.ts';

/** A log that says nothing, and hands on what somebody should look at: figures of a ring in trouble are worth nothing. */
export function alarmLog(raise: (error: Error) => void): Log {
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (fields, message) =>
      raise(new Error(`the ring reports: ${message}`, { cause: fields['cause'] ?? fields['err'] })),
    child: () => log,
  };
  return log;
}
