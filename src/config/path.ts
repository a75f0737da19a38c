export type Path = readonly (string | number)[];

/** A path as people write it: `apps.shop.environments.prod.approvers[1]`, `targets["a b"]`. The root is empty. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (!/^[\w-]+$/.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}
