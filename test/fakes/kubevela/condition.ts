import { type JsonObject, at as valueAt } from '../kubernetes/json.ts';
import type { StepStatus } from './types.ts';

/**
 * A step's `if`, as far as workflows here use it: `status.name.failed`, `context.env == "prod"`, `!`, `&&`, `||`, brackets. Throws
 * where CUE would: the controller then skips the step and says why.
 */
export function evaluateIf(
  condition: string,
  statuses: ReadonlyMap<string, StepStatus>,
  context: JsonObject,
): boolean {
  const tokens = condition.match(/"(?:[^"\\]|\\.)*"|&&|\|\||[!=]=|[!()[\].]|[A-Za-z_$][\w$]*|\d+/g) ?? [];
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`invalid if value: expected ${wanted ?? 'more'}, found ${token ?? 'the end'}`);
    at += 1;
    return token;
  };

  function either(): unknown {
    let value = both();
    while (peek() === '||') {
      take();
      const other = both();
      value = truth(value) || truth(other);
    }
    return value;
  }

  function both(): unknown {
    let value = compared();
    while (peek() === '&&') {
      take();
      const other = compared();
      value = truth(value) && truth(other);
    }
    return value;
  }

  function compared(): unknown {
    const value = single();
    const operator = peek();
    if (operator !== '==' && operator !== '!=') return value;
    take();
    return (value === single()) === (operator === '==');
  }

  function single(): unknown {
    const token = take();
    if (token === '!') return !truth(single());
    if (token === '(') {
      const value = either();
      take(')');
      return value;
    }
    if (token.startsWith('"')) return JSON.parse(token);
    if (/^\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'context') return pathIn(context);
    if (token !== 'status') throw new Error(`invalid if value: reference ${JSON.stringify(token)} not found`);
    return fieldOf(name(), name());
  }

  function pathIn(value: JsonObject): unknown {
    const path: string[] = [];
    while (peek() === '.' || peek() === '[') path.push(name());
    const found = valueAt(value, ...path);
    if (found === undefined) throw new Error(`invalid if value: if: undefined field: ${path.join('.')}`);
    return found;
  }

  function name(): string {
    if (take() === '.') return take();
    const key = String(JSON.parse(take()));
    take(']');
    return key;
  }

  function fieldOf(step: string, field: string): unknown {
    const status = statuses.get(step);
    if (status === undefined) throw new Error(`invalid if value: if: undefined field: ${step}`);
    const facts: Record<string, unknown> = {
      ...status,
      failed: status.phase === 'failed',
      succeeded: status.phase === 'succeeded',
      skipped: status.phase === 'skipped',
      timeout: status.reason === 'Timeout',
      failedAfterRetries: status.reason === 'FailedAfterRetries',
      terminate: status.reason === 'Terminate',
    };
    if (!Object.hasOwn(facts, field)) throw new Error(`invalid if value: if: undefined field: ${field}`);
    return facts[field];
  }

  const value = either();
  if (at < tokens.length) throw new Error(`invalid if value: expected the end, found ${peek() ?? ''}`);
  return truth(value);
}

function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error(`cannot use value ${JSON.stringify(value)} as bool`);
  return value;
}
