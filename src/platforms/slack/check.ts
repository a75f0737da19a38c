import type { Finding } from '../../domain/finding.ts';
import { checkClock } from '../common/clock-skew.ts';
import { ok, problem } from '../common/findings.ts';
import { failure } from './findings.ts';
import { ask, type BotIdentity } from './identity.ts';
import { neededScopes } from './scopes.ts';
import type { Transport } from './transport.ts';
import type { Web } from './web.ts';

/** What `doctor` says of a Slack: every mistake that an operator makes in Slack's settings has a line, and its remedy. */

export type CheckOptions = {
  web: Web;
  transport: Transport;
  rooms: readonly string[];
  signal: AbortSignal;
};

const CLOCK_HARM = 'time limits of approvals and answers are kept by it';

export async function checkSlack(options: CheckOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  const bot = await checkBotToken(options, findings);
  if (bot) findings.push(checkScopes(bot));
  findings.push(...(await options.transport.check(options.signal)));
  if (bot) for (const room of options.rooms) findings.push(await checkRoom(options, room));
  findings.push(...checkClock('Slack', options.web.skewMs(), CLOCK_HARM));
  return findings;
}

async function checkBotToken(
  { web, signal }: CheckOptions,
  findings: Finding[],
): Promise<BotIdentity | undefined> {
  try {
    const bot = await ask(web, signal);
    findings.push(ok('bot token', `${bot.botUserId} in ${bot.teamName || bot.teamId}`));
    return bot;
  } catch (error) {
    findings.push(
      failure('bot token', error, 'Copy the Bot User OAuth Token (xoxb-…) from "OAuth & Permissions"'),
    );
    return undefined;
  }
}

function checkScopes(bot: BotIdentity): Finding {
  const missing = [...neededScopes].filter(([scope]) => !bot.scopes.includes(scope));
  if (missing.length === 0) return ok('scopes', [...neededScopes.keys()].join(', '));
  return {
    level: 'error',
    subject: 'scopes',
    detail: `missing_scope: ${missing.map(([scope, feature]) => `${scope} (${feature})`).join('; ')}`,
    remedy: 'Add them under "OAuth & Permissions" (or paste the app manifest again), then reinstall the app.',
  };
}

async function checkRoom({ web, signal }: CheckOptions, room: string): Promise<Finding> {
  const subject = `room ${room}`;
  try {
    const { channel } = await web.call('conversations.info', signal, (client) =>
      client.conversations.info({ channel: room }),
    );
    const name = channel?.name === undefined ? room : `#${channel.name}`;
    if (channel?.is_archived) {
      return problem(subject, `is_archived: ${name} is archived`, 'Unarchive it, or name another channel.');
    }
    if (channel?.is_im !== true && channel?.is_member !== true) {
      return problem(
        subject,
        `not_in_channel: the bot is not in ${name}`,
        `Type /invite @greenlight in ${name}.`,
      );
    }
    return ok(subject, name);
  } catch (error) {
    return failure(
      subject,
      error,
      "Use the channel id (C…, in the channel's details) and invite the bot to private channels",
    );
  }
}
