import { isObject } from '../../common/json.ts';

/** One thing that is wrong, in the words that Slack uses, with the JSON pointer to it. */
export type Problem = { message: string; pointer: string };

export type Report = {
  problems: Problem[];
  add(pointer: string, message: string): void;
  /** Values that must be unique where `scope` says; the second use is a problem. */
  unique(scope: string, value: string, pointer: string, message: string): void;
};

export type Check = (value: unknown, at: string, report: Report) => void;

export function createReport(): Report {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  return {
    problems,
    add: (pointer, message) => problems.push({ pointer, message }),
    unique(scope, value, pointer, message) {
      const key = `${scope}\n${value}`;
      if (seen.has(key)) problems.push({ pointer, message });
      seen.add(key);
    },
  };
}

/** Lengths are counted in UTF-16 units: Slack does not publish its unit, and this is the strictest. */
export function text(max: number, min = 1): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return report.add(at, 'must be a string');
    if (value.length < min) report.add(at, `must be more than ${min - 1} characters`);
    if (value.length > max) report.add(at, `must be less than ${max + 1} characters`);
  };
}

export const flag: Check = (value, at, report) => {
  if (typeof value !== 'boolean') report.add(at, 'must be a boolean');
};

export function whole(min: number, max: number): Check {
  return (value, at, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return report.add(at, 'must be an integer');
    if (value < min) report.add(at, `must be greater than or equal to ${min}`);
    if (value > max) report.add(at, `must be less than or equal to ${max}`);
  };
}

export function oneOf(...allowed: (string | number)[]): Check {
  return (value, at, report) => {
    if (!allowed.some((one) => one === value)) {
      report.add(at, `must be a valid enum value: ${allowed.join(', ')}`);
    }
  };
}

export function pattern(regexp: RegExp, message: string): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !regexp.test(value)) report.add(at, message);
  };
}

const urlShape = pattern(/^https?:\/\/\S+$/, 'must be a valid URL');

/** An address that Slack opens: http or https, at most 3000 characters. */
export const url: Check = (value, at, report) => {
  text(3000)(value, at, report);
  if (typeof value === 'string') urlShape(value, at, report);
};

export function list(item: Check, max: number, min = 1): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return report.add(at, 'must be an array');
    if (value.length < min) report.add(at, `no less than ${min} items required`);
    if (value.length > max) report.add(at, `no more than ${max} items allowed`);
    for (const [i, one] of value.entries()) item(one, `${at}/${i}`, report);
  };
}

type Shape = { required?: Record<string, Check>; optional?: Record<string, Check>; also?: Check };

/** An object with exactly these properties (`type` is always allowed). `also` sees the object after its parts. */
export function shape({ required = {}, optional = {}, also }: Shape): Check {
  return (value, at, report) => {
    if (!isObject(value)) return report.add(at, 'must be an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) report.add(at, `missing required field: ${name}`);
    }
    for (const [name, inner] of Object.entries(value)) {
      const check = required[name] ?? optional[name];
      if (check && inner !== undefined) check(inner, `${at}/${name}`, report);
      else if (name !== 'type') report.add(at, `invalid additional property: ${name}`);
    }
    also?.(value, at, report);
  };
}

/** Picks the check by the object's `type`. */
export function byType(kinds: Record<string, Check>): Check {
  return (value, at, report) => {
    if (!isObject(value)) return report.add(at, 'must be an object');
    if (value.type === undefined) return report.add(at, 'missing required field: type');
    const check =
      typeof value.type === 'string' && Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined;
    if (!check)
      return report.add(
        `${at}/type`,
        `unsupported type: ${typeof value.type === 'string' ? value.type : typeof value.type}`,
      );
    check(value, at, report);
  };
}
