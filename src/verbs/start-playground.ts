import { createLog } from '../log.ts';
import { createPlaygroundServer } from '../playground.ts';
import { systemClock } from '../time.ts';
import { untilSignal } from './signals.ts';

/** `greenlight start` without any configuration: everything on 127.0.0.1, no account needed. */
export async function startPlayground(dataDir: string | undefined): Promise<void> {
  const log = createLog('warn');
  const server = await createPlaygroundServer({ clock: systemClock, log }, dataDir);
  const stopped = untilSignal(log, () => server.stop());
  try {
    const { url } = await server.start();
    process.stdout.write(`Greenlight playground: ${url}\n`);
  } catch (error) {
    await server.stop();
    throw error;
  }
  await stopped;
}
