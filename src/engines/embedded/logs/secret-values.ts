import { formsOf } from '../masked.ts';
import type { EmbeddedOptions } from '../options.ts';

/**
 * What is hidden in what commands write: every value of the environments of targets and of `exec`, of headers of targets and of the engine's secrets.
 * What a program prints of its environment is still a secret.
 */
export function secretValues({ targets, exec, secrets = {} }: EmbeddedOptions): readonly string[] {
  return formsOf([
    ...targets.flatMap(({ command }) => environmentOf(command?.environment ?? {})),
    ...environmentOf(exec?.environment ?? {}),
    ...targets.flatMap(({ http }) => Object.values(http?.headers ?? {})),
    ...Object.values(secrets).flatMap((pairs) => Object.values(pairs)),
  ]);
}

/** Where programs are and whose machine it is are no secrets, and stand in every error. */
function environmentOf({
  PATH: _path,
  HOME: _home,
  ...named
}: Readonly<Record<string, string>>): readonly string[] {
  return Object.values(named);
}
