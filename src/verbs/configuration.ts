import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { readEnvironment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';

/** `file` is what `--config` named. */
export type VerbOptions = { file: string | undefined };

/** Throws a ConfigError with every problem. */
export function readConfig(options: VerbOptions): Config {
  return loadConfig(readEnvironment(), (path) => readFileSync(path, 'utf8'), options);
}
