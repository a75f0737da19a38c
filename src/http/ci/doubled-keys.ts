/** A string with what stands behind it, or a character that opens, ends or parts something. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gs;

/** Paths of the keys that stand twice in one object of `text`, which is JSON: `JSON.parse` would take the last one, another reader the first. */
export function doubledKeys(text: string): string[] {
  const doubled = new Set<string>();
  const around: { path: string[]; keys: Set<string> }[] = [];
  let path: string[] = [];
  for (const [token, string, colon] of text.matchAll(TOKEN)) {
    const object = around.at(-1);
    if (string !== undefined) {
      if (colon === undefined || object === undefined) continue;
      const key: string = JSON.parse(string);
      path = [...object.path, key];
      if (object.keys.has(key)) doubled.add(path.join('.'));
      object.keys.add(key);
    } else if (token === '{' || token === '[') {
      around.push({ path, keys: new Set() });
    } else {
      path = around.pop()?.path ?? [];
    }
  }
  return [...doubled];
}
