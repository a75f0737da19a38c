import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Web } from './web.ts';

/** https://open.feishu.cn/document/server-docs/api-call-guide/calling-process/paging */
const page = z.looseObject({
  data: z.looseObject({ has_more: z.boolean().default(false), page_token: z.string().optional() }),
});

export type PagedRequest = {
  /** Asked by GET. */
  url: string;
  params: Readonly<Record<string, string | number | boolean>>;
  /** The list's name in the answer; Feishu leaves it out when nothing is in it. */
  list: string;
};

/** All that is on the pages of a list. Throws an `UpstreamError`, also when one of them cannot be read: half a list would pass for the whole. */
export async function allPages<T>(
  web: Pick<Web, 'call'>,
  { url, params, list }: PagedRequest,
  item: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const asked = { ...params, ...(token === undefined ? {} : { page_token: token }) };
    const answer = page.safeParse(await web.call({ method: 'GET', url, params: asked }, signal)).data?.data;
    const items = z.array(item).default([]).safeParse(answer?.[list]);
    const next = answer?.has_more === true ? (answer.page_token ?? '') : undefined;
    if (answer === undefined || !items.success || next === '' || (next !== undefined && next === token)) {
      throw new UpstreamError('unknown', 'bad-answer', `a page of ${list} cannot be read`);
    }
    all.push(...items.data);
    token = next;
  } while (token !== undefined);
  return all;
}
