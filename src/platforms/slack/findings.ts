import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import { problem, unreachable } from '../common/findings.ts';
import { slackCode } from './errors.ts';

/** What to do about Slack's own codes; the rest gets the remedy of the place. */
export const remedies: Readonly<Record<string, string>> = {
  missing_scope: 'Add the missing scope under "OAuth & Permissions", then reinstall the app.',
  account_inactive: 'The app was uninstalled or its installer deactivated: install it again.',
  token_revoked: 'The token was revoked: install the app again and use the new token.',
  not_allowed_token_type: "Bot token (xoxb-…) and app-level token (xapp-…) are in each other's place.",
  link_disabled: 'Switch Socket Mode on in the settings of the app.',
  too_many_websockets: 'Slack allows ten connections per app: end other processes that use it.',
  throttled: 'Wait a minute; if it stays, another process uses the same app.',
};

/** A request of the check that failed; `remedy` without its full stop. */
export function failure(subject: string, error: unknown, remedy: string): Finding {
  if (!(error instanceof UpstreamError)) return problem(subject, String(error), remedy);
  const code = slackCode(error) ?? error.code;
  if (error.outcome === 'unreachable' || error.outcome === 'unknown') {
    return unreachable('Slack', subject, code);
  }
  return problem(subject, `${code}: ${error.message}`, remedies[code] ?? `${remedy}.`);
}
