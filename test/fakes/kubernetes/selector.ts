import { at, type JsonObject, textAt } from './json.ts';
import { badRequest } from './status.ts';

export type Selector = (object: JsonObject) => boolean;

/** The query's `labelSelector` and `fieldSelector` as one test; undefined where it has neither. */
export function selectorOf(query: URLSearchParams, custom: boolean): Selector | undefined {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const tests = [...split(labels).map(labelTest), ...split(fields).map((one) => fieldTest(one, custom))];
  if (tests.length === 0) return undefined;
  return (object) => tests.every((test) => test(object));
}

/** At commas, but not at those between brackets. */
function split(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function labelTest(part: string): Selector {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (object) => {
      const has = values.includes(label(object, key) ?? '\0');
      return operator === 'in' ? has : !has;
    };
  }
  const equal = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/.exec(part);
  if (equal !== null) {
    const [, key = '', operator, value] = equal;
    return (object) => (label(object, key) === value) === (operator !== '!=');
  }
  const exists = /^(!?)\s*([A-Za-z0-9][-A-Za-z0-9_./]*)$/.exec(part);
  if (exists === null) throw badRequest(`unable to parse requirement: found '${part}', expected: a selector`);
  const [, not, key = ''] = exists;
  return (object) => (label(object, key) !== undefined) === (not === '');
}

function label(object: JsonObject, key: string): string | undefined {
  const value = at(object, 'metadata', 'labels', key);
  return typeof value === 'string' ? value : undefined;
}

function fieldTest(part: string, custom: boolean): Selector {
  const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
  if (match === null) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
  const [, field = '', operator, value] = match;
  const known = ['metadata.name', 'metadata.namespace', ...(custom ? [] : ['type', 'status.phase'])];
  if (!known.includes(field)) throw badRequest(`field label not supported: ${field}`);
  return (object) => (textAt(object, ...field.split('.')) === value) === (operator !== '!=');
}
