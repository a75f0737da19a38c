import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { untilAnswered } from '../common/until-answered.ts';
import { feishuCode } from './errors.ts';
import type { Web } from './web.ts';

/** Who the bot is in the tenant. */
export type BotIdentity = {
  openId: string;
  name: string;
  /** 2 when it works; others: not switched on, being reviewed, stopped. */
  status: number | undefined;
};

/** https://open.feishu.cn/document/client-docs/bot-v3/obtain-bot-info */
const botInfo = z.looseObject({
  bot: z.looseObject({
    open_id: z.string().min(1),
    app_name: z.string().default(''),
    activate_status: z.number().optional(),
  }),
});

/** Throws an `UpstreamError`; `not-a-bot` when the app has no bot. */
export async function askIdentity(web: Web, signal: AbortSignal): Promise<BotIdentity> {
  const answer = botInfo.safeParse(await web.call({ method: 'GET', url: '/open-apis/bot/v3/info' }, signal));
  if (!answer.success) {
    throw new UpstreamError('rejected', 'not-a-bot', 'the app has no bot: its ability is not switched on', {
      cause: answer.error,
    });
  }
  const { open_id: openId, app_name: name, activate_status: status } = answer.data.bot;
  return { openId, name, status };
}

/** Asks until there is an answer; undefined when the signal aborts first. */
export async function identifyAtLast(
  web: Web,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<BotIdentity | undefined> {
  return await untilAnswered((stop) => askIdentity(web, stop), {
    clock,
    signal,
    failed(error, { refused, retryInMs }) {
      const code = feishuCode(error) ?? (error instanceof UpstreamError ? error.code : 'failed');
      if (refused)
        log.error(
          { code, retryInMs },
          'feishu refuses the app: it is offline until this is mended, see doctor',
        );
      else log.warn({ code, retryInMs }, 'feishu cannot be asked who the bot is');
    },
  });
}
