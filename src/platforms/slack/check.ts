import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import { slackCode } from './errors.ts';
import { ask, type BotIdentity } from './identity.ts';
import { APP_TOKEN_SCOPE, neededScopes } from './scopes.ts';
import type { SocketsState } from './sockets.ts';
import type { Web } from './web.ts';

/** What `doctor` says of a Slack: every mistake that an operator makes in Slack's settings has a line, and its remedy. */

export type CheckOptions = {
  web: Web;
  /** The same API with the app-level token. */
  appWeb: Web;
  sockets: SocketsState;
  rooms: readonly string[];
  signal: AbortSignal;
};

/** Tickets live shorter than this and handles are judged by our clock. */
const MAX_SKEW_MS = 30_000;

export async function checkSlack(options: CheckOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  const bot = await checkBotToken(options, findings);
  if (bot) findings.push(checkScopes(bot));
  findings.push(...(await checkConnections(options)));
  if (bot) for (const room of options.rooms) findings.push(await checkRoom(options, room));
  findings.push(...checkClock(options.web.skewMs()));
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

async function checkConnections({ appWeb, sockets, signal }: CheckOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (sockets.connected >= sockets.wanted && sockets.connected > 0) {
    findings.push(ok('connections', `${sockets.connected} are open`));
  } else if (sockets.connected > 0) {
    findings.push({
      level: 'warn',
      subject: 'connections',
      detail: `${sockets.connected} of ${sockets.wanted} are open`,
      remedy: 'Look again in a minute; if it stays, the log says why the other one cannot be opened.',
    });
  } else {
    findings.push(await checkAppToken(appWeb, sockets, signal));
  }
  const { seen } = sockets;
  if (seen && seen.all > seen.ours) {
    findings.push({
      level: 'warn',
      subject: 'num_connections',
      detail: `Slack counts ${seen.all} connections of this app, this process holds ${seen.ours}: the others get a share of all clicks and commands`,
      remedy:
        'Fine if they are replicas on the same database. Otherwise end the forgotten process, or revoke the app-level token and make a new one.',
    });
  }
  return findings;
}

/** Asking for an address and not using it costs nothing but one call of the few that Slack allows. */
async function checkAppToken(appWeb: Web, sockets: SocketsState, signal: AbortSignal): Promise<Finding> {
  try {
    await appWeb.call('apps.connections.open', signal, (client) => client.apps.connections.open({}));
    if (!sockets.problem) return ok('app token', 'accepted');
    return {
      level: 'warn',
      subject: 'app token',
      detail: `accepted, but no connection is open: ${sockets.problem}`,
      remedy: remedies[sockets.problem] ?? 'It is tried again each minute; the log says how that goes.',
    };
  } catch (error) {
    return failure(
      'app token',
      error,
      `Switch Socket Mode on, and make an App-Level Token (xapp-…) with ${APP_TOKEN_SCOPE} under "Basic Information"`,
    );
  }
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

function checkClock(skewMs: number | undefined): Finding[] {
  if (skewMs === undefined) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return [ok('clock', `within ${Math.max(seconds, 1)} s of Slack's`)];
  return [
    problem(
      'clock',
      `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Slack's`,
      'Synchronise it (NTP): time limits of approvals and answers are kept by it.',
    ),
  ];
}

/** What to do about Slack's own codes; the rest gets the remedy of the place. */
const remedies: Record<string, string> = {
  missing_scope: 'Add the missing scope under "OAuth & Permissions", then reinstall the app.',
  account_inactive: 'The app was uninstalled or its installer deactivated: install it again.',
  token_revoked: 'The token was revoked: install the app again and use the new token.',
  not_allowed_token_type: "Bot token (xoxb-…) and app-level token (xapp-…) are in each other's place.",
  link_disabled: 'Switch Socket Mode on in the settings of the app.',
  too_many_websockets: 'Slack allows ten connections per app: end other processes that use it.',
  throttled: 'Wait a minute; if it stays, another process uses the same app.',
};

function failure(subject: string, error: unknown, remedy: string): Finding {
  if (!(error instanceof UpstreamError)) return problem(subject, String(error), remedy);
  const code = slackCode(error) ?? error.code;
  if (error.outcome === 'unreachable' || error.outcome === 'unknown') {
    return problem(subject, `Slack cannot be reached (${code})`, 'Check network, proxy and the API address.');
  }
  return problem(subject, `${code}: ${error.message}`, remedies[code] ?? `${remedy}.`);
}

function problem(subject: string, detail: string, remedy: string): Finding {
  return { level: 'error', subject, detail, remedy };
}

function ok(subject: string, detail: string): Finding {
  return { level: 'ok', subject, detail };
}
