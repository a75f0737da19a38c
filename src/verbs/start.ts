import { createApp } from '../app.ts';
import { createLog } from '../log.ts';
import { systemClock } from '../time.ts';
import { readConfig, type VerbOptions } from './configuration.ts';
import { untilSignal } from './signals.ts';

/** `greenlight start` with a configuration: runs until SIGTERM or SIGINT, then drains. */
export async function start(options: VerbOptions): Promise<void> {
  const config = readConfig(options);
  const log = createLog(config.log.level);
  for (const { path, message } of config.warnings)
    log.warn({ path, problem: message }, 'the configuration is unusual');
  const app = await createApp(config, { clock: systemClock, log });
  const stopped = untilSignal(log, () => app.stop());
  try {
    const { url } = await app.start();
    process.stdout.write(`Greenlight runs: ${url}\n`);
  } catch (error) {
    await app.stop();
    throw error;
  }
  await stopped;
}
