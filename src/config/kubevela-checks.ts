import type { Path } from './path.ts';
import { policyNames } from './policy-checks.ts';
import { entries, items, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';

/** Namespaces stand once, and policies that objects may choose are there. */
export function checkKubeVela(value: unknown, quote: (path: Path) => string): Found[] {
  const known = policyNames(value);
  return entries(member(value, 'engines')).flatMap(([id, engine]): Found[] => {
    if (member(engine, 'kind') !== 'kubevela') return [];
    const path = ['engines', id];
    const unknown = items(member(engine, 'policies')).flatMap((name, index): Found[] => {
      if (typeof name !== 'string' || known.includes(name)) return [];
      return [unknownName('policy', name, [...path, 'policies', index], known, quote)];
    });
    const namespaces = items(member(engine, 'namespaces'));
    const twice = namespaces.flatMap((name, index): Found[] =>
      namespaces.indexOf(name) === index
        ? []
        : [{ path: [...path, 'namespaces', index], message: 'is there twice' }],
    );
    return [...unknown, ...twice];
  });
}
