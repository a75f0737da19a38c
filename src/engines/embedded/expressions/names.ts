/**
 * Names that an expression defines itself: `let`, hidden fields, fields that later ones refer to, and what `for` goes through. A name is used below
 * the line that defines it: so nothing can refer to itself, and every evaluation ends.
 */
import { Refusal } from './refusal.ts';

export type Names = {
  /** Where the value of the name is kept; nothing where the name is not one of the expression's own. Throws `Refusal` when it is used too early. */
  find(name: string): number | undefined;
  /** A scope within this one, which will define these names. Throws `Refusal` when one is there twice. */
  within(names: readonly string[]): Names & { define(name: string): number };
};

export function createNames(): Names {
  let taken = 0;
  const take = (): number => {
    taken += 1;
    return taken - 1;
  };
  const scope = (defined: ReadonlyMap<string, number | undefined>, outer?: Names): Names => {
    const names: Names = {
      find(name) {
        if (!defined.has(name)) return outer?.find(name);
        const place = defined.get(name);
        if (place !== undefined) return place;
        throw new Refusal(
          `"${name}" is used before it is defined: in CUE it is the field or name that this expression defines itself, so define it above, or put its label in quotes ("${name}": …)`,
        );
      },
      within(inner) {
        const places = new Map<string, number | undefined>();
        for (const name of inner) {
          if (places.has(name)) throw new Refusal(`"${name}" is defined twice`);
          places.set(name, undefined);
        }
        return {
          ...scope(places, names),
          define(name) {
            const place = take();
            places.set(name, place);
            return place;
          },
        };
      },
    };
    return names;
  };
  return scope(new Map());
}
