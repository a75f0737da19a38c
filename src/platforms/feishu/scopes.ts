/**
 * What the app must be granted, and what does not work without it. The manifest asks for exactly these and `rosterScopes`.
 * https://open.feishu.cn/document/server-docs/application-scope/scope-list
 */
export const neededScopes: ReadonlyMap<string, string> = new Map([
  ['im:message:send_as_bot', 'cards, edits and answers'],
  [
    'im:message.group_at_msg:readonly',
    'mentions of the bot in groups, and replies to a card that mention it',
  ],
  ['im:message.p2p_msg:readonly', 'what people write to the bot directly'],
  ['im:chat:readonly', 'the check of the groups'],
  ['contact:user.id:readonly', 'finding people by e-mail address or mobile number'],
]);

/** Needed only where the configuration speaks of groups of the tenant, or knows people by their mailbox. */
export const rosterScopes: ReadonlyMap<string, string> = new Map([
  ['contact:contact.base:readonly', 'people and departments of the directory'],
  ['contact:user.base:readonly', 'their names'],
  ['contact:user.employee:readonly', 'who has left or is a guest, and mailboxes of the tenant'],
  ['contact:group:readonly', 'who is in a user group'],
]);

/** Subscribed under "Events", and under "Callbacks". */
export const neededEvents = ['im.message.receive_v1'] as const;
export const neededCallbacks = ['card.action.trigger'] as const;
