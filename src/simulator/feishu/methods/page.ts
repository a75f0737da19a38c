import type { Json } from '../../common/json.ts';
import { ApiError } from '../api-error.ts';

/** One page of a list of the directory, and what asks for the next one: the sizes are each method's own. */
export function pageOf<T>(
  all: readonly T[],
  args: Json,
  { size, max }: { size: number; max: number },
): { items: T[]; rest: Json } {
  const asked = args.page_size === undefined ? size : Number(args.page_size);
  if (!Number.isInteger(asked) || asked < 1 || asked > max) throw new ApiError(40011, 'page size is invalid');
  const from = args.page_token === undefined ? 0 : offsetIn(args.page_token);
  const end = from + asked;
  const more = end < all.length;
  return {
    items: all.slice(from, end),
    rest: { has_more: more, ...(more ? { page_token: tokenOf(end) } : {}) },
  };
}

/** Nothing that anybody could reckon with. */
function tokenOf(offset: number): string {
  return Buffer.from(`page ${offset}`).toString('base64');
}

function offsetIn(token: unknown): number {
  const [, offset] = /^page (\d+)$/.exec(Buffer.from(String(token), 'base64').toString()) ?? [];
  if (offset === undefined) throw new ApiError(40012, 'page token is invalid error');
  return Number(offset);
}
