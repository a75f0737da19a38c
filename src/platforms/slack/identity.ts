import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { untilAnswered } from '../common/until-answered.ts';
import { slackCode } from './errors.ts';
import type { Web } from './web.ts';

/** Who the bot token is: asked once, then known. */
export type BotIdentity = {
  teamId: string;
  teamName: string;
  botId: string;
  botUserId: string;
  /** What the token was granted. */
  scopes: readonly string[];
};

/** https://docs.slack.dev/reference/methods/auth.test; the scopes come in a header. */
const authTest = z.looseObject({
  team_id: z.string(),
  team: z.string().default(''),
  bot_id: z.string(),
  user_id: z.string(),
  response_metadata: z.looseObject({ scopes: z.array(z.string()).optional() }).optional(),
});

export type Identify = (signal: AbortSignal) => Promise<BotIdentity>;

/** Throws an `UpstreamError`; `not-a-bot` when the token belongs to a person. */
export function createIdentify(web: Web): Identify {
  let known: BotIdentity | undefined;
  return async (signal) => {
    known ??= await ask(web, signal);
    return known;
  };
}

export async function ask(web: Web, signal: AbortSignal): Promise<BotIdentity> {
  const answer = authTest.safeParse(await web.call('auth.test', signal, (client) => client.auth.test()));
  if (!answer.success) {
    throw new UpstreamError('rejected', 'not-a-bot', 'auth.test names no bot: the token is not a bot token', {
      cause: answer.error,
    });
  }
  return {
    teamId: answer.data.team_id,
    teamName: answer.data.team,
    botId: answer.data.bot_id,
    botUserId: answer.data.user_id,
    scopes: answer.data.response_metadata?.scopes ?? [],
  };
}

/** Asks until there is an answer; undefined when the signal aborts first. */
export async function identifyAtLast(
  identify: Identify,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<BotIdentity | undefined> {
  return await untilAnswered(identify, {
    clock,
    signal,
    failed(error, { refused, retryInMs }) {
      const code = error instanceof UpstreamError ? (slackCode(error) ?? error.code) : 'failed';
      if (refused)
        log.error({ code, retryInMs }, 'slack refuses the bot token: it is offline until this is mended');
      else log.warn({ code, retryInMs }, 'slack cannot be asked who the bot is');
    },
  });
}
