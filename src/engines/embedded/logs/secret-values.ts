/** Hides secrets in what commands write, by their values: what a program prints of its environment is still a secret. */
import type { EmbeddedOptions } from '../options.ts';

/** A shorter value is more likely a word of the language than a secret, and would make the text unreadable. */
const SECRET_LENGTH = 6;

/** Every value of the environments of targets and of `exec` and of the engine's secrets, and the forms that programs write values in; the longest first. */
export function secretValues({ targets, exec, secrets = {} }: EmbeddedOptions): readonly string[] {
  const given = [
    ...targets.flatMap(({ command }) => environmentOf(command?.environment ?? {})),
    ...environmentOf(exec?.environment ?? {}),
    ...targets.flatMap(({ http }) => Object.values(http?.headers ?? {})),
    ...Object.values(secrets).flatMap((pairs) => Object.values(pairs)),
  ];
  const forms = new Set(given.flatMap(formsOf).filter((form) => form.length >= SECRET_LENGTH));
  return [...forms].sort((one, other) => other.length - one.length);
}

export function masked(text: string, values: readonly string[]): string {
  return values.reduce((rest, value) => rest.replaceAll(value, '***'), text);
}

/** Where programs are and whose machine it is are no secrets, and stand in every error. */
function environmentOf({
  PATH: _path,
  HOME: _home,
  ...named
}: Readonly<Record<string, string>>): readonly string[] {
  return Object.values(named);
}

/** As it is, line by line, as JSON writes it, as an address writes it, and in base64. */
function formsOf(value: string): string[] {
  const lines = value
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== value);
  return [
    value,
    value.trim(),
    ...lines,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ];
}
