import { pino } from 'pino';

/** Fields first, then a static message: `log.info({ run: 42 }, 'run started')`. Never a token, never a URL that carries one. */
type LogFields = Record<string, unknown>;

export type Log = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A log whose lines all carry `fields`. */
  child(fields: LogFields): Log;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** JSON lines on standard error, so that standard output stays free for what a command prints. */
export function createLog(level: LogLevel): Log {
  return pino(
    {
      level,
      base: null,
      serializers: { err: pino.stdSerializers.err, cause: pino.stdSerializers.err },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

/** A log that says nothing: for tests and for commands that print their own result. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};
