import { EXIT } from '../command-line.ts';
import { createLog } from '../log.ts';
import { createPlaygroundServer } from '../playground.ts';
import { ServerEnded } from '../simulator/playground/server-process.ts';
import { systemClock } from '../time.ts';
import { untilSignal } from './signals.ts';

/** `greenlight start` without any configuration: everything on 127.0.0.1, no account needed. */
export async function startPlayground(dataDir: string | undefined): Promise<void> {
  const log = createLog('warn');
  const server = await createPlaygroundServer({ clock: systemClock, log }, dataDir);
  const stopped = untilSignal(log, () => server.stop());
  try {
    const started = await Promise.race([server.start(), stopped]);
    // The signal came before everything ran.
    if (started === undefined) return;
    process.stdout.write(`Greenlight playground: ${started.url}\n`);
  } catch (error) {
    await server.stop();
    if (!(error instanceof ServerEnded)) throw error;
    process.exitCode = error.code ?? EXIT.fault;
    return;
  }
  await stopped;
}
