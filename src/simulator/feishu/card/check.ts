import { isObject } from '../../common/json.ts';
import { ApiError } from '../api-error.ts';

/** What is counted over a whole card. */
type Tally = {
  elementIds: Set<string>;
  names: Set<string>;
  tables: number;
  elements: number;
};

/** Where in the card the checked value lies. `containers` are those around it. */
export type Place = { tally: Tally; path: string; containers: number; inForm: boolean };

/** Throws at the first thing that Feishu would refuse. */
export type Check = (value: unknown, place: Place) => void;

/** “Card content is invalid”: what is wrong stands in the text only (https://open.feishu.cn/document/feishu-cards/send-feishu-card). */
const CARD_REFUSED = 230099;
const PARSE_ERROR = 200621;

/** Ends the check. The sub-code stands in the message, as with Feishu; only 200621, 200861 and 11310 were seen in the wild. */
export function refuse(errorValue: string, subCode = PARSE_ERROR, what = 'parse card json err'): never {
  throw new ApiError(
    CARD_REFUSED,
    `Failed to create card content, ext=ErrCode: ${subCode}; ErrMsg: ${what}; ErrorValue: ${errorValue}; `,
  );
}

export function inside(place: Place, step: string, changes: Partial<Place> = {}): Place {
  return { ...place, path: `${place.path} -> ${step}`, ...changes };
}

/** An object with exactly these properties. */
export function shape(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, place) => {
    if (!isObject(value)) refuse(`not an object, path: ${place.path}`);
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) refuse(`missing property, property: ${name}, path: ${place.path}`);
    }
    for (const [name, inner] of Object.entries(value)) {
      const check = Object.hasOwn(required, name) ? required[name] : own(optional, name);
      if (!check) refuse(`unknown property, property: ${name}, path: ${place.path}`);
      check(inner, inside(place, name));
    }
  };
}

function own(checks: Record<string, Check>, name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

export function listOf(item: Check, max = Number.POSITIVE_INFINITY): Check {
  return (value, place) => {
    if (!Array.isArray(value)) refuse(`not an array, path: ${place.path}`);
    if (value.length > max) refuse(`more than ${max} items, path: ${place.path}`);
    for (const [i, one] of value.entries()) item(one, inside(place, `[${i}]`));
  };
}

export function text(max = Number.POSITIVE_INFINITY, min = 0): Check {
  return (value, place) => {
    if (typeof value !== 'string') refuse(`not a string, path: ${place.path}`);
    if (value.length > max) refuse(`longer than ${max} characters, path: ${place.path}`);
    if (value.length < min) refuse(`shorter than ${min} characters, path: ${place.path}`);
  };
}

export const flag: Check = (value, place) => {
  if (typeof value !== 'boolean') refuse(`not a boolean, path: ${place.path}`);
};

export function whole(min: number, max: number): Check {
  return (value, place) => {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    if (!fits) refuse(`not a whole number from ${min} to ${max}, path: ${place.path}`);
  };
}

export function oneOf(...allowed: (string | boolean)[]): Check {
  return (value, place) => {
    if (!allowed.some((one) => one === value))
      refuse(`invalid value ${JSON.stringify(value)}, path: ${place.path}`);
  };
}

export function pattern(regexp: RegExp): Check {
  return (value, place) => {
    if (typeof value !== 'string' || !regexp.test(value)) {
      refuse(`invalid value ${JSON.stringify(value)}, path: ${place.path}`);
    }
  };
}

/** Texts, numbers, objects: whatever an app wants back. */
export const anything: Check = () => {};

export const url = pattern(/^(https?|lark|feishu):\/\/\S+$/);
