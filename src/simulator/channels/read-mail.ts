/** A message in the form of RFC 5322 and MIME, as far as a mail client needs it to show one. */
export type Mail = {
  /** Unfolded, by name in lower case; of several with one name, all. */
  headers: ReadonlyMap<string, string[]>;
  text: string;
  html: string;
};

export function readMail(raw: string): Mail {
  const { headers, body } = partsOf(raw);
  const texts = new Map<string, string>();
  collect(headers, body, texts);
  return { headers, text: texts.get('text/plain') ?? '', html: texts.get('text/html') ?? '' };
}

/** Its heading, as a person reads it. */
export function headingOf({ headers }: Mail): { subject: string; from: string; to: string } {
  const read = (name: string): string => decodeHeader(headers.get(name)?.[0] ?? '');
  return { subject: read('subject'), from: read('from'), to: read('to') };
}

/** Encoded words: https://www.rfc-editor.org/rfc/rfc2047 */
export function decodeHeader(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replaceAll('_', ' ')),
    );
}

function collect(headers: Mail['headers'], body: string, texts: Map<string, string>): void {
  const type = headers.get('content-type')?.[0] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) {
    texts.set(
      type.split(';')[0]?.trim() ?? '',
      decode(headers.get('content-transfer-encoding')?.[0] ?? '', body),
    );
    return;
  }
  for (const piece of body.split(`--${boundary}`).slice(1, -1)) {
    const part = partsOf(piece.replace(/^\r\n/, ''));
    collect(part.headers, part.body, texts);
  }
}

function partsOf(raw: string): { headers: Mail['headers']; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return { headers, body: raw.slice(end + 4) };
}

function decode(encoding: string, body: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  return /quoted-printable/i.test(encoding) ? quotedPrintable(body.replace(/=\r\n/g, '')) : body;
}

function quotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
