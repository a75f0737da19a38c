import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Web } from './web.ts';

/** https://open.feishu.cn/document/server-docs/contact-v3/user/batch_get_id */
const batchAnswer = z.looseObject({
  data: z.looseObject({
    user_list: z
      .array(
        z.looseObject({
          user_id: z.string().optional(),
          email: z.string().optional(),
          mobile: z.string().optional(),
        }),
      )
      .default([]),
  }),
});

/** Somebody whom Feishu found, with the address or number that led there, as Feishu spells it. */
export type FoundPerson = { openId: string; email: string | undefined; mobile: string | undefined };

/**
 * Who has these addresses and numbers, at most `PEOPLE_PER_CALL` of each; who is not found is left out. Feishu goes by the address that an
 * administrator wrote into the directory and nobody has verified. Throws an `UpstreamError`.
 */
export async function idsByAddress(
  web: Pick<Web, 'call'>,
  { emails, mobiles }: { emails: readonly string[]; mobiles: readonly string[] },
  signal: AbortSignal,
): Promise<FoundPerson[]> {
  const answer = batchAnswer.safeParse(
    await web.call(
      {
        method: 'POST',
        url: '/open-apis/contact/v3/users/batch_get_id',
        params: { user_id_type: 'open_id' },
        data: { emails, mobiles, include_resigned: false },
      },
      signal,
    ),
  );
  if (!answer.success) throw new UpstreamError('unknown', 'bad-answer', 'batch_get_id named nobody');
  return answer.data.data.user_list.flatMap(({ user_id: openId, email, mobile }) =>
    openId === undefined || openId === '' ? [] : [{ openId, email, mobile }],
  );
}
