/** The normal form of an address that leads to a web page; undefined for any other one, which is shown as text and not as a link. */
export function webPage(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { href, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
