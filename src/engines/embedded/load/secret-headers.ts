/** Headers of a `request` whose values are secrets of the engine: `headersFromSecret` of KubeVela (charts/vela-workflow/templates/definitions/request.yaml of kubevela/workflow). */
import type { Json } from '../../../domain/run.ts';
import { type Told, tell } from '../../common/told.ts';
import { isObject } from '../expressions/path.ts';
import type { EmbeddedOptions } from '../options.ts';
import { reveal } from './secret-text.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';

type Secrets = Pick<EmbeddedOptions, 'secrets'>;

const KEY = 'headersFromSecret';

export function checkSecretHeaders(spot: Spot, options: Secrets): void {
  for (const item of itemsOf(spot, KEY, (i) => `${KEY}[${i}] of ${spot.what}`)) {
    if (fieldsOf(item, ['header', 'secret', 'key']) === undefined) continue;
    const [header, name, key] = ['header', 'secret', 'key'].map((field) => textOf(item, field));
    if (header === undefined || name === undefined || key === undefined)
      item.complain(`${item.what} needs "header", "secret" and "key"`);
    else if (reveal(options, { secretRef: { name, key } }) === undefined)
      item.complain(
        `the secret "${name}" with key "${key}" is not known here; name it under "secrets" of this engine in the configuration`,
      );
  }
}

/** The headers with their values, which nothing stores or shows; or why there are none. */
export function secretHeaders(
  value: Json | undefined,
  options: Secrets,
): { headers: Record<string, string> } | { problem: Told } {
  const headers: Record<string, string> = {};
  for (const item of Array.isArray(value) ? value : []) {
    const { header, secret: name, key } = isObject(item) ? item : {};
    const isWhole = typeof header === 'string' && typeof name === 'string' && typeof key === 'string';
    const secret = isWhole ? reveal(options, { secretRef: { name, key } }) : undefined;
    if (!isWhole || secret === undefined) return { problem: tell('secret-header-wrong') };
    headers[header] = secret;
  }
  return { headers };
}
