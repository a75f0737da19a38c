/**
 * How an environment names what deploys it, and how runs are called after it: `release` is a template, `application/shop` an Application; one
 * in another namespace than the engine's first has that before it: `staging/release`.
 */

export type Named = { kind: 'Workflow' | 'Application'; namespace: string; name: string };

const APPLICATION = 'application';
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Undefined for a text that is no such name, or of a namespace that is not watched. */
export function parseName(text: string, namespaces: readonly string[]): Named | undefined {
  const parts = text.split('/');
  const name = parts.pop() ?? '';
  const kind = parts.at(-1) === APPLICATION ? 'Application' : 'Workflow';
  if (kind === 'Application') parts.pop();
  const [namespace = namespaces[0] ?? '', ...rest] = parts;
  if (rest.length > 0 || !NAME.test(name) || !namespaces.includes(namespace)) return undefined;
  return { kind, namespace, name };
}

export function nameOf({ kind, namespace, name }: Named, namespaces: readonly string[]): string {
  const where = namespace === namespaces[0] ? '' : `${namespace}/`;
  return `${where}${kind === 'Application' ? `${APPLICATION}/` : ''}${name}`;
}
