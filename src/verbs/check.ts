import { describeConfig } from '../config/describe.ts';
import { checkApps } from '../parts.ts';
import { readConfig, type VerbOptions } from './configuration.ts';

/** `greenlight check`: prints what the configuration means, secrets masked. Workflow files are read too. */
export async function check(options: VerbOptions): Promise<void> {
  const config = readConfig(options);
  await checkApps(config);
  process.stdout.write(`${describeConfig(config)}\n`);
}
