import { inspect } from 'node:util';

/** A value that no print, log line or JSON shows. Only `reveal` gives it away. */
export type Secret = {
  reveal(): string;
  /** How many characters it has: enough to see that the right thing was pasted. */
  readonly length: number;
  toJSON(): string;
  toString(): string;
};

export const SECRET_MASK = '••••';

/** The value lives in a closure, so that neither spreading nor walking the object finds it. */
export function createSecret(value: string): Secret {
  const secret = {
    reveal: () => value,
    length: value.length,
    toJSON: () => SECRET_MASK,
    toString: () => SECRET_MASK,
    [inspect.custom]: () => SECRET_MASK,
  };
  return Object.freeze(secret);
}
