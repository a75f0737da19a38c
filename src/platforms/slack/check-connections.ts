import type { Finding } from '../../domain/finding.ts';
import { ok } from '../common/findings.ts';
import { failure, remedies } from './findings.ts';
import { APP_TOKEN_SCOPE } from './scopes.ts';
import type { SocketsState } from './sockets.ts';
import type { Web } from './web.ts';

type ConnectionsCheck = {
  /** With the app-level token. */
  appWeb: Web;
  sockets: SocketsState;
  signal: AbortSignal;
};

/** What `doctor` says of Socket Mode. */
export async function checkConnections({ appWeb, sockets, signal }: ConnectionsCheck): Promise<Finding[]> {
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
