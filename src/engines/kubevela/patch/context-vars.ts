/**
 * The context of a workflow keeps what steps gave out as CUE, in one ConfigMap: `"smoke-result": "ok"`, one field after another. Fields are taken
 * out of that text without understanding it: only where each of them begins and ends is looked for.
 */

/** The text without the top-level fields of these names; undefined when it is not such a text, and nothing may be taken out. */
export function withoutFields(text: string, names: ReadonlySet<string>): string | undefined {
  const fields = fieldsOf(text);
  if (fields === undefined) return undefined;
  return fields
    .filter(({ name }) => !names.has(name))
    .map(({ source }) => source)
    .join('');
}

type Field = { name: string; source: string };

const LABEL = /^\s*(?:\/\/[^\n]*\n\s*)*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_$#][\w$#]*))[?!]?\s*:/;

function fieldsOf(text: string): Field[] | undefined {
  const whole = text.trim();
  // A value is one object: with or without its braces.
  let rest = whole.startsWith('{') && endOf(whole) === whole.length ? whole.slice(1, -1) : text;
  const fields: Field[] = [];
  while (rest.trim() !== '') {
    const [label, quoted, bare] = LABEL.exec(rest) ?? [];
    if (label === undefined) return undefined;
    const end = endOf(rest, label.length);
    if (end === undefined) return undefined;
    fields.push({ name: quoted === undefined ? (bare ?? '') : unquote(quoted), source: rest.slice(0, end) });
    rest = rest.slice(end);
  }
  return fields;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

const PAIRS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** Where the value that begins at `from` ends: behind the line end or comma after it, outside of all brackets and texts. */
function endOf(text: string, from = 0): number | undefined {
  const open: string[] = [];
  let begun = false;
  for (let i = from; i < text.length; ) {
    const quote = /^(#*)("""|'''|"|')/.exec(text.slice(i, i + 16));
    if (quote !== null) {
      const close = closingOf(text, i + quote[0].length, quote[2] ?? '', quote[1] ?? '');
      if (close === undefined) return undefined;
      i = close;
      begun = true;
      continue;
    }
    const sign = text[i] ?? '';
    if (sign === '/' && text[i + 1] === '/') {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
      continue;
    }
    if (PAIRS[sign] !== undefined) open.push(PAIRS[sign]);
    else if (sign === open.at(-1)) open.pop();
    else if ('}])'.includes(sign)) return undefined;
    else if (open.length === 0 && begun && (sign === '\n' || sign === ',')) return i + 1;
    if (!/\s/.test(sign)) begun = true;
    i += 1;
  }
  return open.length === 0 ? text.length : undefined;
}

/** Where a text ends that has begun; `hashes`: as many as an escape in it needs. */
function closingOf(text: string, from: number, quote: string, hashes: string): number | undefined {
  for (let i = from; i < text.length; i += 1) {
    if (text.startsWith(`\\${hashes}`, i)) i += hashes.length + 1;
    else if (text.startsWith(quote + hashes, i)) return i + quote.length + hashes.length;
  }
  return undefined;
}
