import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { type Path, pathText } from './path.ts';
import type { Found } from './report.ts';

/**
 * YAML text → plain values, with the place of every one of them. Never throws: what is wrong with the text is a list.
 * An alias is a copy (a file that copies itself into something huge is refused); `<<` merges as YAML 1.1 does.
 */

/** Where in the file: both count from 1. */
export type Place = { line: number; column: number };

export type Tree = {
  value: unknown;
  /** Of keys (path of the entry) and of list items. */
  placeOf(path: Path): Place | undefined;
  problems: readonly Found[];
};

/** Largest file, in characters. A thousand apps fit. */
const MAX_TEXT = 500_000;
/** Most values after aliases are copied. */
const MAX_VALUES = 50_000;
/** Deepest nesting; our own keys go nine deep. */
const MAX_DEPTH = 30;
/** Most faults of the YAML itself that are told. */
const MAX_FAULTS = 10;

type Walk = {
  counter: LineCounter;
  anchors: Map<string, Node>;
  places: Map<string, Place>;
  problems: Found[];
  values: number;
  full: boolean;
};

export function parseTree(text: string): Tree {
  const problems: Found[] = [];
  const places = new Map<string, Place>();
  const tree = (value: unknown): Tree => ({ value, problems, placeOf: (path) => places.get(pathText(path)) });
  if (text.length > MAX_TEXT) {
    problems.push({
      path: [],
      message: `the file has more than ${MAX_TEXT} characters, which no configuration needs`,
    });
    return tree(undefined);
  }
  const counter = new LineCounter();
  const document = parseText(text, counter);
  if (document === undefined) {
    problems.push({ path: [], message: 'the file cannot be read as YAML: it is nested too deep' });
    return tree(undefined);
  }
  problems.push(...faults([...document.errors, ...document.warnings], counter));
  if (problems.length > 0) return tree(undefined);
  const walk: Walk = { counter, anchors: new Map(), places, problems, values: 0, full: false };
  const value = document.contents === null ? null : toValue(document.contents, [], walk);
  return tree(walk.full ? undefined : value);
}

/** Undefined when the parser ran out of stack. */
function parseText(text: string, counter: LineCounter) {
  try {
    // Keys are compared in `mapping`, which can name both places; the file is not pretty-printed into the error.
    return parseDocument(text, {
      uniqueKeys: false,
      lineCounter: counter,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch {
    return undefined;
  }
}

/** The first faults, each place once: what follows from a bracket that does not close is noise. */
function faults(
  all: readonly { code: string; message: string; pos: [number, number] }[],
  counter: LineCounter,
): Found[] {
  const byOffset = new Map(all.toReversed().map((fault) => [fault.pos[0], inOurWords(fault)]));
  const ordered = [...byOffset].toSorted(([a], [b]) => a - b).slice(0, MAX_FAULTS);
  return ordered.map(([offset, message]) => {
    return {
      path: [],
      message: `not valid YAML: ${message}`,
      place: placeAt(counter, offset),
    };
  });
}

function placeAt(counter: LineCounter, offset: number | undefined): Place | undefined {
  if (offset === undefined) return undefined;
  const { line, col } = counter.linePos(offset);
  return line === 0 ? undefined : { line, column: col };
}

function inOurWords({ code, message }: { code: string; message: string }): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here (---): a configuration is one';
  // The parser catches its own stack overflow and makes a fault of it.
  if (message.includes('call stack')) return 'nested too deep';
  return message.split('\n', 1)[0] ?? message;
}

function toValue(node: Node, path: Path, walk: Walk): unknown {
  walk.values += 1;
  if (walk.full) return undefined;
  if (walk.values > MAX_VALUES || path.length > MAX_DEPTH) {
    walk.full = true;
    const what =
      walk.values > MAX_VALUES ? `more than ${MAX_VALUES} values` : `nesting deeper than ${MAX_DEPTH} levels`;
    const message = `the file has ${what} once its aliases are copied`;
    walk.problems.push({ path: [], message, place: placeAt(walk.counter, node.range?.[0]) });
    return undefined;
  }
  if (isAlias(node)) {
    const source = walk.anchors.get(node.source);
    if (source !== undefined) return toValue(source, path, walk);
    const message = `there is no anchor &${node.source} above this alias`;
    walk.problems.push({ path, message, place: placeAt(walk.counter, node.range?.[0]) });
    return undefined;
  }
  if ('anchor' in node && typeof node.anchor === 'string') walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return node.value;
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const inner = [...path, index];
      setPlace(item as Node, inner, walk);
      return toValue(item as Node, inner, walk);
    });
  }
  if (isMap(node)) return mapping(node.items as Pair<Node, Node | null>[], path, walk);
  return undefined;
}

function mapping(pairs: readonly Pair<Node, Node | null>[], path: Path, walk: Walk): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  const merged: Record<string, unknown> = {};
  const seen = new Map<string, Place | undefined>();
  for (const pair of pairs) {
    const place = placeAt(walk.counter, pair.key.range?.[0]);
    if (!isScalar(pair.key)) {
      walk.problems.push({ path, message: 'a key must be plain text', place });
      continue;
    }
    const key = String(pair.key.value);
    const inner = [...path, key];
    if (key === '__proto__') {
      walk.problems.push({ path: inner, message: 'is not a key here', place });
      continue;
    }
    if (key === '<<' && pair.key.type === 'PLAIN') {
      merge(merged, pair.value === null ? null : toValue(pair.value, path, walk), path, place, walk);
      continue;
    }
    if (seen.has(key)) {
      const first = seen.get(key);
      const message = `is there twice: first in line ${first?.line}, again in line ${place?.line}; remove or rename one`;
      walk.problems.push({ path: inner, message, place });
      continue;
    }
    seen.set(key, place);
    own[key] = pair.value === null ? null : toValue(pair.value, inner, walk);
  }
  // At the end: a merged mapping has written the places of keys that the mapping's own win over.
  for (const [key, place] of seen) if (place !== undefined) walk.places.set(pathText([...path, key]), place);
  return { ...merged, ...own };
}

/** Of several merged mappings the earlier wins (https://yaml.org/type/merge.html). */
function merge(
  into: Record<string, unknown>,
  value: unknown,
  path: Path,
  place: Place | undefined,
  walk: Walk,
): void {
  for (const source of Array.isArray(value) ? value : [value]) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      walk.problems.push({ path, message: '<< must be given a mapping, such as *anchor', place });
      continue;
    }
    for (const [key, inner] of Object.entries(source)) {
      if (!Object.hasOwn(into, key)) into[key] = inner;
    }
  }
}

function setPlace(node: Node, path: Path, walk: Walk): void {
  const place = placeAt(walk.counter, node.range?.[0]);
  if (place !== undefined) walk.places.set(pathText(path), place);
}
