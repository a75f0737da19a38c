/** The tree of an expression. */
import type { Num } from './decimal.ts';

export type Expr =
  | { readonly op: 'null' }
  | { readonly op: 'boolean'; readonly value: boolean }
  | { readonly op: 'number'; readonly value: Num }
  | { readonly op: 'text'; readonly parts: readonly (string | Expr)[] }
  /** `_|_`: what has no value. */
  | { readonly op: 'bottom' }
  /** `dashed`: the whole of `my-step`, where this is `step`. */
  | { readonly op: 'name'; readonly name: string; readonly dashed?: string }
  | { readonly op: 'select'; readonly of: Expr; readonly key: string }
  | { readonly op: 'index'; readonly of: Expr; readonly at: Expr }
  | { readonly op: 'slice'; readonly of: Expr; readonly from?: Expr; readonly to?: Expr }
  | { readonly op: 'call'; readonly of: Expr; readonly args: readonly Expr[] }
  | { readonly op: 'unary'; readonly sign: '-' | '+' | '!'; readonly of: Expr }
  | { readonly op: 'binary'; readonly sign: BinarySign; readonly left: Expr; readonly right: Expr }
  /** `*wanted | otherwise` */
  | { readonly op: 'default'; readonly wanted: Expr; readonly otherwise: Expr }
  | { readonly op: 'list'; readonly items: readonly Item[] }
  | Block;

export type BinarySign =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=~'
  | '!~'
  | '+'
  | '-'
  | '*'
  | '/';

/** An element of a list, or as many as the clauses before it say. */
export type Item = { readonly clauses: readonly Clause[]; readonly value: Expr };

export type Clause =
  | { readonly kind: 'for'; readonly key?: string; readonly name: string; readonly of: Expr }
  | { readonly kind: 'if'; readonly condition: Expr };

/** An object of fields, or one value, with names for it before. */
export type Block = {
  readonly op: 'block';
  readonly declarations: readonly Declaration[];
  readonly value?: Expr;
};

export type Declaration =
  /** `let x = …`, `_x: …` and `#x: …`: a name that is not part of the value. */
  | { readonly kind: 'local'; readonly name: string; readonly value: Expr }
  /** `name` is what a later field can call it: a label without quotes. */
  | { readonly kind: 'field'; readonly label: string | Expr; readonly name?: string; readonly value: Expr };

export type Script = { readonly imports: ReadonlyMap<string, string>; readonly block: Block };
