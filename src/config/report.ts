import type { Problem } from '../errors.ts';
import { type Path, pathText } from './path.ts';
import type { Place, Tree } from './yaml-tree.ts';

/** A mistake before it is told: `place` where the finder knows it better than the path does. */
export type Found = { path: Path; message: string; place?: Place | undefined };

/** Adds file, line and column (of the key itself, or of the nearest key around it) and puts everything into the order of the file. */
export function report(found: readonly Found[], tree: Tree | undefined, file: string): Problem[] {
  const located = found.map((one) => ({ ...one, place: one.place ?? nearestPlace(one.path, tree) }));
  const ordered = located.toSorted((a, b) => order(a.place) - order(b.place));
  return ordered.map(({ path, message, place }) => {
    const text = pathText(path);
    if (place === undefined) return { path: text === '' ? file : text, message };
    const where = `${file}:${place.line}:${place.column}`;
    return { path: text === '' ? where : `${text} (${where})`, message };
  });
}

/** A mistake in a value hides what later checks say about the same value or anything in it. */
export function unlessCovered(later: readonly Found[], first: readonly Found[]): Found[] {
  return later.filter(({ path }) => !first.some((earlier) => covers(earlier.path, path)));
}

function covers(outer: Path, inner: Path): boolean {
  return (
    outer.length > 0 && outer.length <= inner.length && outer.every((part, index) => part === inner[index])
  );
}

function nearestPlace(path: Path, tree: Tree | undefined): Place | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const place = tree?.placeOf(path.slice(0, length));
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Lines are shorter than this: the file is. */
const COLUMNS = 1_000_000;

function order(place: Place | undefined): number {
  return place === undefined ? 0 : place.line * COLUMNS + place.column;
}
