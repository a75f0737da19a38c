import { UpstreamError } from '../../errors.ts';
import { type Meaning, rejected } from '../../platforms/common/meaning.ts';
import { cardRefused, credentialsRefused, hookGone, statusFailure } from '../common/answers.ts';
import type { HookAnswer } from '../common/hook-client.ts';
import { WAIT_MS } from './limits.ts';

/** Slack's words for what it refuses: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors */
const meanings = new Map<string, Meaning>([
  ['no_service', rejected(hookGone)],
  ['no_service_id', rejected(hookGone)],
  ['no_active_hooks', rejected(hookGone)],
  ['no_team', rejected(hookGone)],
  ['team_disabled', rejected(hookGone)],
  ['channel_not_found', rejected(hookGone)],
  ['channel_is_archived', rejected(hookGone)],
  ['user_not_found', rejected(hookGone)],
  ['invalid_token', rejected(credentialsRefused)],
  ['action_prohibited', rejected(credentialsRefused)],
  ['posting_to_general_channel_denied', rejected(credentialsRefused)],
  ['invalid_payload', rejected(cardRefused)],
  ['invalid_blocks', rejected(cardRefused)],
  ['invalid_attachments', rejected(cardRefused)],
  ['too_many_attachments', rejected(cardRefused)],
  ['msg_blocks_too_long', rejected(cardRefused)],
  ['no_text', rejected(cardRefused)],
  ['rollup_error', { outcome: 'unknown', code: 'rollup_error' }],
]);

/** The failure in Slack's answer; undefined for a success, which is `ok` and nothing else. */
export function failureIn(vendor: string, answer: HookAnswer): UpstreamError | undefined {
  const failed = statusFailure(vendor, answer, WAIT_MS);
  const word = answer.text.trim();
  if (failed?.outcome === 'throttled') return failed;
  if (word === 'ok') return failed;
  if (!/^[a-z_]{1,80}$/.test(word)) {
    return (
      failed ?? new UpstreamError('unknown', 'bad-answer', `${vendor} answered nothing that it is known for`)
    );
  }
  const { outcome, code } = meanings.get(word) ?? { outcome: failed?.outcome ?? 'rejected', code: word };
  return new UpstreamError(outcome, code, `${vendor} refused the message: ${word}`);
}
