/** An address or a password of a step: written down, or the name of a secret of the engine. */
import type { StepSecret } from '../../../domain/notice.ts';
import type { Json } from '../../../domain/run.ts';
import { isObject, type Path } from '../expressions/path.ts';
import type { EmbeddedOptions } from '../options.ts';
import { type Filled, isFilled } from './filled.ts';
import { checkUrlReach } from './reachable.ts';
import { fieldsOf, type Spot, textOf } from './spot.ts';

type Secrets = Pick<EmbeddedOptions, 'secrets'>;
type Around = { options: Pick<EmbeddedOptions, 'secrets' | 'http'>; filled: Filled };

/** `place`: where it stands in the properties. `plain`: as older documents have it will do: a text alone, or an address in their words. */
type Kind = { place: Path; address: boolean; plain: boolean };

/** The address itself, and the secret that has it. */
const NEWER = ['value', 'secretRef'] as const;

/** The same in an address of `webhook-notification` as of KubeVela 1.2: https://kubevela.io/docs/v1.2/end-user/workflow/webhook-notification */
const OLDER = ['address', 'fromSecret'] as const;

function isOlder(value: Json): boolean {
  return isObject(value) && OLDER.some((key) => value[key] !== undefined);
}

/** Checks `key` of this object: `{value}`, `{secretRef: {name, key}}`, or as older documents have it. */
export function checkSecretText(
  owner: Spot,
  key: string,
  { place, address, plain }: Kind,
  { options, filled }: Around,
): void {
  const spot = owner.at(key, `"${key}" of ${owner.what}`);
  const open = isFilled(filled, place);
  if (spot.value === undefined || spot.value === null) {
    if (!open) owner.complain(`${owner.what} needs "${key}"`);
    return;
  }
  if (typeof spot.value === 'string') {
    if (plain) checkText(spot, spot.value, { address, open }, options);
    else
      spot.complain(`${spot.what} is a text; write ${key}: {value: …} or ${key}: {secretRef: {name, key}}`);
    return;
  }
  const [said, elsewhere] = plain && address && isOlder(spot.value) ? OLDER : NEWER;
  const fields = fieldsOf(spot, [said, elsewhere]);
  if (fields === undefined) return;
  if ((fields[said] === undefined) === (fields[elsewhere] === undefined) && !open)
    spot.complain(`${spot.what} needs either "${said}" or "${elsewhere}"`);
  const value = textOf(spot, said);
  if (value !== undefined)
    checkText(spot.at(said, `"${said}" of ${spot.what}`), value, { address, open }, options);
  if (fields[elsewhere] === undefined) return;
  const ref = spot.at(elsewhere, `"${elsewhere}" of ${owner.what}`);
  fieldsOf(ref, ['name', 'key']);
  const name = textOf(ref, 'name');
  const inner = textOf(ref, 'key');
  if (name === undefined || inner === undefined) return ref.complain(`${ref.what} needs "name" and "key"`);
  if (secretOf(options, name, inner) === undefined) {
    ref.complain(
      `the secret "${name}" with key "${inner}" is not known here; name it under "secrets" of this engine in the configuration`,
    );
  }
}

/** Whoever copies a documented workflow gives what its placeholders stand for as secrets of this name: `<your slack url>` is the key `your slack url`. */
const PLACEHOLDERS = 'placeholders';

function placeholderIn(value: string): string | undefined {
  return /^\s*<(.*)>\s*$/.exec(value)?.[1];
}

/** The value is not shown: it may be the secret itself. */
function checkText(
  spot: Spot,
  value: string,
  { address, open }: { address: boolean; open: boolean },
  options: Around['options'],
): void {
  const placeholder = placeholderIn(value);
  if (placeholder !== undefined) {
    if (secretOf(options, PLACEHOLDERS, placeholder) !== undefined) return;
    const [ref, what] = address ? ['url', 'the address'] : ['password', 'the password'];
    spot.complain(
      `${spot.what} is still a placeholder in angle brackets: write ${what} there, or ${ref}: {secretRef: {name, key}} with a secret of this engine, or say in the configuration what it stands for: secrets: {${PLACEHOLDERS}: {${JSON.stringify(placeholder)}: …}}`,
    );
  } else if (address) checkAddress(spot, value, open, options);
  else if (value === '') spot.complain(`${spot.what} is empty`);
}

/** `open`: an input fills it in, so that what stands here says nothing of where it leads. */
export function checkAddress(
  spot: Spot,
  value: string,
  open: boolean,
  options: Pick<EmbeddedOptions, 'http'>,
): void {
  if (!isAddress(value)) spot.complain(`${spot.what} is not an address that begins with http:// or https://`);
  else if (namesSomebody(value))
    spot.complain(`${spot.what} has a user or a password before its host, which are not sent: take them out`);
  else if (!open) checkUrlReach(spot, value, options);
}

export function isAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:/i.test(value);
}

/** No request goes to such an address: https://fetch.spec.whatwg.org/#dom-request */
function namesSomebody(value: string): boolean {
  const { username, password } = new URL(value);
  return username + password !== '';
}

/** What stands for it in the properties, after it was checked; undefined for something else. */
export function secretText(value: Json | undefined): StepSecret | undefined {
  const text = isObject(value) ? (value.value ?? value.address) : value;
  const placeholder = typeof text === 'string' ? placeholderIn(text) : undefined;
  if (placeholder !== undefined) return { secretRef: { name: PLACEHOLDERS, key: placeholder } };
  if (typeof text === 'string') return { value: text };
  if (!isObject(value)) return undefined;
  const ref = value.secretRef ?? value.fromSecret;
  if (!isObject(ref) || typeof ref.name !== 'string' || typeof ref.key !== 'string') return undefined;
  return { secretRef: { name: ref.name, key: ref.key } };
}

/** The text itself; undefined when the engine has no such secret. */
export function reveal(options: Secrets, secret: StepSecret): string | undefined {
  return 'value' in secret ? secret.value : secretOf(options, secret.secretRef.name, secret.secretRef.key);
}

function secretOf({ secrets = {} }: Secrets, name: string, key: string): string | undefined {
  const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  return secret !== undefined && Object.hasOwn(secret, key) ? secret[key] : undefined;
}
