import type { Json } from '../../../domain/run.ts';
import type { Budget } from './budget.ts';
import type { ExpressionTrouble } from './trouble.ts';
import type { Value } from './value.ts';

export type Scope = Readonly<Record<string, Json | undefined>>;

/** One evaluation: what it sees, what it may cost, and what the names that the expression itself defines stand for, by their place. */
export type Evaluation = {
  readonly scope: Scope;
  readonly budget: Budget;
  readonly locals: (Local | undefined)[];
};

/** A name for what has no value is harmless until it is used. */
export type Local = { readonly value: Value } | { readonly trouble: ExpressionTrouble };

/** Throws `ExpressionTrouble`. */
export type Node = (evaluation: Evaluation) => Value;
