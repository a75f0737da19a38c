import type { SlackSimulatorOptions } from './options.ts';
import { SlackError } from './slack-error.ts';

/** Whose token a method takes: `none` needs no token at all. */
export type TokenKind = 'bot' | 'app' | 'none';

export type Auth = {
  /** Throws the SlackError that Slack answers when this caller may not call this method. */
  check(header: string | undefined, tokenArgument: unknown, wanted: TokenKind, anyOfScopes: string[]): void;
  granted(): string[];
  /** From now on the bot token is answered with `token_revoked`. */
  revoke(on: boolean): void;
};

export function createAuth(options: SlackSimulatorOptions, scopes: string[]): Auth {
  let revoked = false;
  return {
    granted: () => scopes,
    revoke(on) {
      revoked = on;
    },
    check(header, tokenArgument, wanted, anyOfScopes) {
      if (wanted === 'none') return;
      const token =
        header?.replace(/^Bearer\s+/i, '') ?? (typeof tokenArgument === 'string' ? tokenArgument : '');
      if (token === '') throw new SlackError('not_authed');
      const isBot = token === options.botToken;
      if (!isBot && token !== options.appToken) throw new SlackError('invalid_auth');
      if (isBot && revoked) throw new SlackError('token_revoked');
      if (isBot !== (wanted === 'bot')) throw new SlackError('not_allowed_token_type');
      if (anyOfScopes.length === 0 || anyOfScopes.some((scope) => scopes.includes(scope))) return;
      throw new SlackError('missing_scope', { needed: anyOfScopes.join(','), provided: scopes.join(',') });
    },
  };
}
