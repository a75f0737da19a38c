/** What people typed, out of Slack's escaping: https://docs.slack.dev/messaging/formatting-message-text#parsing */

/** Mentions (`<@U1>`) are kept; links are their address, channels their id and name, `<!here>` is words. */
export function unescape(text: string): string {
  return text
    .replace(/<(https?:[^|>]*|mailto:[^|>]*|tel:[^|>]*)(?:\|([^>]*))?>/g, (_, url: string, label?: string) =>
      // Slack links bare words such as `example.com` and `a@b.c` by itself: what was typed is the label then.
      label !== undefined && isTyped(url, label) ? label : url,
    )
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) => (name ? `#${name}` : id))
    .replace(/<!(?:subteam\^)?([^|>^]*)(?:[^|>]*)(?:\|([^>]*))?>/g, (_, word: string, label?: string) =>
      label ? label : `@${word}`,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Whether Slack made the link of the words itself. */
function isTyped(url: string, label: string): boolean {
  return [`http://${label}`, `https://${label}`, `mailto:${label}`, `tel:${label}`].includes(
    url.replace(/\/$/, ''),
  );
}

/** The text without the mentions of `user`; undefined when it does not mention them. */
export function withoutMention(text: string, user: string): string | undefined {
  const mention = new RegExp(`[ \\t]*<@${user}(?:\\|[^>]*)?>[ \\t]*`, 'g');
  const without = text.replace(mention, ' ');
  return without === text ? undefined : without.trim();
}
