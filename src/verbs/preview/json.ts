/** Reading of bodies as a vendor does: without knowing who wrote them. What is not there is empty. */

export function inside(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[key];
  }
  return found;
}

export function textIn(value: unknown, ...keys: readonly (string | number)[]): string {
  const found = inside(value, ...keys);
  return typeof found === 'string' ? found : '';
}

export function listIn(value: unknown, ...keys: readonly (string | number)[]): readonly unknown[] {
  const found = inside(value, ...keys);
  return Array.isArray(found) ? found : [];
}
