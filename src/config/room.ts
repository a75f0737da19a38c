/** `slack-main/C0DEPLOY` → its two halves; undefined when one is missing. A vendor's id may hold further slashes. */
export function parseRoom(text: string): { platform: string; id: string } | undefined {
  const cut = text.indexOf('/');
  if (cut < 1 || cut === text.length - 1) return undefined;
  return { platform: text.slice(0, cut), id: text.slice(cut + 1) };
}
