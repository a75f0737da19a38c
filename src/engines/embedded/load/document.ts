/** YAML documents whose every value knows its line and column. */
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Range,
  visit,
} from 'yaml';
import type { Json } from '../../../domain/run.ts';
import type { Problem } from '../../../errors.ts';
import { isObject, type Path } from '../expressions/path.ts';

/** Something whose parts can be pointed at: a document, or parameters of a run. */
export type Source = {
  value: Json;
  /** `file.yaml:12:5` of the value at `path`, or of the nearest thing around it. */
  place(path: Path): string;
  /** The same of the key that `path` ends with. */
  keyPlace(path: Path): string;
};

/** Aliases that one document may follow: a bomb of aliases is refused. */
const MAX_ALIASES = 100;

/** What KubeVela's YAML 1.1 reader takes for a boolean or another number, and YAML 1.2 for text. */
const READ_OTHERWISE = /^(?:y|n|yes|no|on|off|0[0-7]+|0b[01]+|[-+]?\d[\d_]*_[\d_]*)$/i;

/** Every document of a file; what is wrong with one does not hide the others. */
export function readDocuments(file: string, text: string): { sources: Source[]; problems: Problem[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const sources: Source[] = [];
  const problems: Problem[] = [];
  if (!Array.isArray(documents)) return { sources, problems };
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  for (const document of documents) {
    const found: Problem[] = document.errors.map((error) => ({
      path: at(error.pos[0]),
      message: `the YAML cannot be read: ${firstLine(error.message)}`,
    }));
    visit(document, {
      Scalar(_, node) {
        const trouble = scalarTrouble(node.value, node.type, node.source);
        if (trouble !== undefined) found.push({ path: at(node.range?.[0] ?? 0), message: trouble });
      },
      Pair(_, pair) {
        if (isScalar(pair.key) && pair.key.value === '__proto__') {
          found.push({ path: at(pair.key.range?.[0] ?? 0), message: 'a field cannot be called __proto__' });
        }
      },
    });
    problems.push(...found);
    if (found.length > 0) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
      if (value === null) continue;
      sources.push(sourceOf(value as Json, document.contents, at));
    } catch (error) {
      problems.push({ path: at(0), message: `the YAML cannot be read: ${messageOf(error)}` });
    }
  }
  return { sources, problems };
}

function scalarTrouble(
  value: unknown,
  type: string | undefined,
  source: string | undefined,
): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value))
    return `${source ?? value} is not a number that JSON knows`;
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return `${source ?? value} is too large for a number; put it in quotes`;
  }
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
    return 'a text cannot have the character 0 or half a surrogate pair in it: no database keeps them';
  if (type === 'PLAIN' && source !== undefined && READ_OTHERWISE.test(source)) {
    return `KubeVela reads ${source} as another value than this text; put it in quotes, or write true, false or the plain number`;
  }
  return undefined;
}

function sourceOf(value: Json, contents: Node | null, at: (offset: number) => string): Source {
  const start = (path: Path, wantKey: boolean): string => {
    let node: unknown = contents;
    let range: Range | null | undefined = contents?.range;
    for (const [depth, part] of path.entries()) {
      if (isAlias(node)) break;
      if (isMap(node)) {
        const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part);
        if (pair === undefined) break;
        const isLast = depth === path.length - 1;
        node = isLast && wantKey ? pair.key : pair.value;
        if (isNode(pair.key)) range = pair.key.range;
      } else {
        const next: unknown = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
        if (next === undefined) break;
        node = next;
      }
      if (isNode(node)) range = node.range;
    }
    return at(range?.[0] ?? 0);
  };
  return { value, place: (path) => start(path, false), keyPlace: (path) => start(path, true) };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function isSeq(value: unknown): value is { items: unknown[] } {
  return isObject(value as Json) && 'items' in (value as object) && !isMap(value);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? firstLine(error.message) : String(error);
}
