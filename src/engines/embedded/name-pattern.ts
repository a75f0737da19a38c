/** A name as a patch gives it: letters, digits, `-`, `_`, `.` for any sign, `*` for any signs; `^` before and `$` behind it. */
const PATTERN = /^(\^?)([A-Za-z0-9._*-]+)(\$?)$/;

/**
 * Whether a patch of this name means a component. KubeVela looks for the name anywhere in the component's (PatchComponents in
 * pkg/policy/envbinding/patch.go of kubevela/kubevela): `web` means `web-cache` too, `^web$` does not. Undefined for what is neither a name nor
 * such a pattern.
 */
export function createNameTest(pattern: string): ((name: string) => boolean) | undefined {
  const [, begin, body, end] = PATTERN.exec(pattern) ?? [];
  if (body === undefined) return undefined;
  const pieces = body.split('*');
  return (name) => {
    let from = 0;
    for (const [i, piece] of pieces.entries()) {
      const last = name.length - piece.length;
      const lowest = end === '$' && i === pieces.length - 1 ? Math.max(from, last) : from;
      const highest = begin === '^' && i === 0 ? Math.min(0, last) : last;
      const at = placeOf(piece, name, lowest, highest);
      if (at === undefined) return false;
      from = at + piece.length;
    }
    return true;
  };
}

/** Whether it is a name and no pattern: a component may be called so. */
export function isPlainName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);
}

function isAt(piece: string, name: string, at: number): boolean {
  for (let i = 0; i < piece.length; i += 1) if (piece[i] !== '.' && piece[i] !== name[at + i]) return false;
  return true;
}

function placeOf(piece: string, name: string, lowest: number, highest: number): number | undefined {
  for (let at = lowest; at <= highest; at += 1) {
    if (isAt(piece, name, at)) return at;
  }
  return undefined;
}
