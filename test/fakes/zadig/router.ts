import type { Call } from './call.ts';

type Found = { call: Call; params: Readonly<Record<string, string>> };

/** Finds what answers an address; undefined where nothing does. */
export function createRouter(calls: readonly Call[]): (method: string, path: string) => Found | undefined {
  const known = calls.map((call) => ({ call, parts: call.path.split('/') }));
  return (method, path) => {
    const given = path.split('/');
    for (const { call, parts } of known) {
      if (call.method !== method || parts.length !== given.length) continue;
      const params = match(parts, given);
      if (params !== undefined) return { call, params };
    }
    return undefined;
  };
}

function match(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const one = given[i] ?? '';
    if (part.startsWith(':') && one !== '') params[part.slice(1)] = decodeURIComponent(one);
    else if (part !== one) return undefined;
  }
  return params;
}
