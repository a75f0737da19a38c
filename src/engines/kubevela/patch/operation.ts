/** JSON Patch (RFC 6902): a `test` that does not hold refuses the whole patch, and the API server answers 422. */
import type { Json } from '../../../domain/run.ts';
import type { NewCondition } from '../form/journal.ts';
import type { Place, Subject } from '../form/subject.ts';

export type Operation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: Json }
  | { op: 'remove'; path: string };

export function test(path: string, value: Json): Operation {
  return { op: 'test', path, value };
}

export function replace(path: string, value: Json): Operation {
  return { op: 'replace', path, value };
}

export function add(path: string, value: Json): Operation {
  return { op: 'add', path, value };
}

/** The object is still the one that was read, and so is its definition. */
export function sameObject({ meta }: Subject): Operation[] {
  return [
    test('/metadata/uid', meta.uid),
    ...(meta.generation === undefined ? [] : [test('/metadata/generation', meta.generation)]),
  ];
}

/** This place still holds the same attempt of the same step, in the same phase. */
export function sameStep({ pointer, status }: Place): Operation[] {
  return [
    // What is empty Go leaves out, and what is not there cannot be tested.
    ...(status.name === '' ? [] : [test(`${pointer}/name`, status.name)]),
    ...(status.id === '' ? [] : [test(`${pointer}/id`, status.id)]),
    test(`${pointer}/phase`, status.phase),
  ];
}

/**
 * Adds to the object's conditions. JSON Patch cannot test that something is absent: where there is no list yet, nothing at all may have changed, or
 * a condition that the controller has just written would be lost.
 */
export function addConditions({ meta, conditions }: Subject, added: readonly NewCondition[]): Operation[] {
  if (added.length === 0) return [];
  if (conditions.length > 0) return added.map((one) => add('/status/conditions/-', { ...one }));
  return [
    test('/metadata/resourceVersion', meta.resourceVersion),
    add(
      '/status/conditions',
      added.map((one) => ({ ...one })),
    ),
  ];
}
