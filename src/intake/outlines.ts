import type { OutlineOf } from '../domain/outline.ts';
import { troubleOf } from '../domain/trouble.ts';
import type { Engine } from '../engines/engine.ts';
import { UserError } from '../errors.ts';

/** What runs would do, as far as engines can tell before they begin. */
export function createOutlines(engines: ReadonlyMap<string, Engine>): OutlineOf {
  return (id, run) => {
    try {
      const steps = engines.get(id)?.outline?.(run);
      return steps && { steps };
    } catch (cause) {
      const trouble = cause instanceof UserError ? troubleOf(cause) : undefined;
      if (trouble === undefined) throw cause;
      return { trouble };
    }
  };
}
