/** CUE's package "list" (pkg/list of cue-lang/cue), but for what takes a comparer or is a constraint. */
import { add, compare, divide, multiply, type Num, settled, whole } from '../decimal.ts';
import { repeat } from '../operators.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { isList, type Value } from '../value.ts';
import { isSame } from './same.ts';
import { type Fn, fn } from './signature.ts';

export const LIST: Readonly<Record<string, Fn>> = {
  Avg: fn(['numbers'], ([list]) => settled(divide(sum(filled(list)), whole(list.length)))),
  Concat: fn(['list'], ([lists], budget) => {
    const all = lists.map((one) => listOf(one));
    budget.spend(all.reduce((size, one) => size + one.length, 0));
    return all.flat();
  }),
  Contains: fn(['list', 'any'], ([list, value], budget) => list.some((item) => isSame(item, value, budget))),
  Drop: fn(['list', 'count'], ([list, from]) => list.slice(notNegative(from))),
  FlattenN: fn(['list', 'count'], ([list, depth], budget) => {
    const flat = (one: readonly Value[], left: number): readonly Value[] => {
      budget.spend(one.length);
      return one.flatMap((item) => (isList(item) && left !== 0 ? flat(item, left - 1) : [item]));
    };
    return flat(list, depth);
  }),
  Max: fn(['numbers'], ([list]) => settled(filled(list).reduce((a, b) => (compare(a, b) >= 0 ? a : b)))),
  Min: fn(['numbers'], ([list]) => settled(filled(list).reduce((a, b) => (compare(a, b) <= 0 ? a : b)))),
  Product: fn(['numbers'], ([list]) => settled(list.reduce(multiply, whole(1)))),
  Range: fn(['number', 'number', 'number'], ([from, limit, step], budget) => {
    if (step.digits === 0n) throw new ExpressionTrouble('the step is 0');
    const numbers: Num[] = [];
    const isBefore = step.digits > 0n ? -1 : 1;
    if (compare(from, limit) === -isBefore) throw new ExpressionTrouble('the step leads away from the end');
    for (let at = from; compare(at, limit) === isBefore; at = add(at, step)) {
      budget.step();
      numbers.push(settled(at));
    }
    return numbers;
  }),
  Repeat: fn(['list', 'count'], ([list, times], budget) => repeat(list, notNegative(times), budget)),
  Slice: fn(['list', 'count', 'count'], ([list, from, to]) => slice(list, from, to)),
  SortStrings: fn(['texts'], ([texts]) =>
    texts
      .map((text) => ({ text, bytes: Buffer.from(text) }))
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
      .map(({ text }) => text),
  ),
  Sum: fn(['numbers'], ([list]) => settled(sum(list))),
  Take: fn(['list', 'count'], ([list, to]) => list.slice(0, notNegative(to))),
};

export function slice(list: readonly Value[], from: number, to: number): readonly Value[] {
  if (from < 0 || from > to || to > list.length)
    throw new ExpressionTrouble(`[${from}:${to}] is no part of a list of ${list.length}`);
  return list.slice(from, to);
}

function sum(list: readonly Num[]): Num {
  return list.reduce(add, whole(0));
}

function filled(list: readonly Num[]): readonly Num[] {
  if (list.length === 0) throw new ExpressionTrouble('the list is empty');
  return list;
}

function listOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new ExpressionTrouble('it takes a list of lists');
}

function notNegative(count: number): number {
  if (count < 0) throw new ExpressionTrouble(`${count} is negative`);
  return count;
}
