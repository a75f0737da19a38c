/**
 * What the app must be granted, and what does not work without it. The manifest asks for exactly these.
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

/** Subscribed under "Events", and under "Callbacks". */
export const neededEvents = ['im.message.receive_v1'] as const;
export const neededCallbacks = ['card.action.trigger'] as const;
