import type { Json } from '../../../domain/run.ts';
import type { ValueKind } from '../../../domain/saying.ts';

/** The value of an expression does not exist: a missing path, or types that do not fit. The message says which. */
export class ExpressionTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExpressionTrouble';
  }
}

/** A path leads to nothing. */
export class MissingPath extends ExpressionTrouble {
  constructor(message: string) {
    super(message);
    this.name = 'MissingPath';
  }
}

/** The expression would cost too much. No default stands in for that: it is not the data that lacks. */
export class TooMuch extends ExpressionTrouble {
  constructor(message: string) {
    super(message);
    this.name = 'TooMuch';
  }
}

export function kindOf(value: Json | undefined): ValueKind {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'true or false' : 'an object';
}
