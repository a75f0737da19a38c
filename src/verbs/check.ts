import { describeConfig } from '../config/describe.ts';
import { readConfig, type VerbOptions } from './configuration.ts';

/** `greenlight check`: prints what the configuration means, secrets masked. */
export function check(options: VerbOptions): void {
  process.stdout.write(`${describeConfig(readConfig(options))}\n`);
}
