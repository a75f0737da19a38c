/**
 * What the bot token must be granted, and what does not work without it. The app manifest asks for exactly these.
 * https://docs.slack.dev/reference/scopes
 */
export const neededScopes: ReadonlyMap<string, string> = new Map([
  ['chat:write', 'cards, edits and answers'],
  ['commands', '/deploy, /rollback and /flow'],
  ['app_mentions:read', 'mentions of the bot'],
  ['channels:history', 'replies in threads of public channels, and finding a card after a lost answer'],
  ['groups:history', 'replies in threads of private channels, and finding a card after a lost answer'],
  ['channels:read', 'the check of public channels'],
  ['groups:read', 'the check of private channels'],
  ['im:write', 'answers by direct message'],
  ['users:read', 'telling guests, outsiders and deactivated accounts from members'],
  ['users:read.email', 'matching people by e-mail address'],
  ['usergroups:read', 'user groups behind groups: whoever is in none of your people is nobody then'],
]);

/** The app-level token's scope; it is no scope of the bot. */
export const APP_TOKEN_SCOPE = 'connections:write';
