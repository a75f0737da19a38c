import type { Log } from '../log.ts';

/** Resolves when SIGTERM or SIGINT came and `stop` has ended. A second signal ends the process at once: what is owed is durable. */
export function untilSignal(log: Log, stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = false;
    const on = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(130);
      asked = true;
      log.info({ signal }, 'stopping');
      stop()
        .finally(() => clearInterval(alive))
        .then(resolve, reject);
    };
    // Timers of the clock do not keep the process alive; the server stays until it is told to go.
    const alive = setInterval(() => {}, 2_147_483_647);
    process.on('SIGTERM', on);
    process.on('SIGINT', on);
  });
}
