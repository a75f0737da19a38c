/** Of CUE's package "regexp" what looks once: to find all matches can take a text's length squared (pkg/regexp of cue-lang/cue). */
import type { Budget } from '../budget.ts';
import { isFound, type Pattern, pay } from '../pattern.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { type Fn, fn } from './signature.ts';

export const REGEXP: Readonly<Record<string, Fn>> = {
  Find: fn(['pattern', 'text'], ([pattern, text], budget) => first(pattern, text, budget)[0] ?? ''),
  /** The whole match, and then what stood in each pair of round brackets. */
  FindSubmatch: fn(['pattern', 'text'], ([pattern, text], budget) => first(pattern, text, budget)),
  Match: fn(['pattern', 'text'], ([pattern, text], budget) => isFound(pattern, text, budget)),
};

function first(pattern: Pattern, text: string, budget: Budget): string[] {
  pay(pattern, text, budget);
  const matcher = pattern.re.matcher(text);
  if (!matcher.find()) throw new ExpressionTrouble('nothing matches');
  return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '');
}
