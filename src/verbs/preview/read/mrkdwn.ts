import { type Piece, pieces } from '../drawing.ts';

/** Slack's mrkdwn as it is shown: https://docs.slack.dev/messaging/formatting-message-text */
export function readMrkdwn(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    found.push(plain(text.slice(from, match.index)), piece(match));
    from = match.index + match[0].length;
  }
  return pieces([...found, plain(text.slice(from))]);
}

const BEFORE = String.raw`(?<=^|[\s\p{P}\p{S}\u200b])`;
const AFTER = String.raw`(?=$|[\s\p{P}\p{S}\u200b])`;

/** What has no width keeps a sign from being read as a mark, on either side of it. */
function marked(name: string, mark: string): string {
  const edge = `[^\\s\\u200b${mark}]`;
  return `${BEFORE}[${mark}](?<${name}>${edge}(?:[^${mark}\\n]*${edge})?)[${mark}]${AFTER}`;
}

const TOKEN = new RegExp(
  [
    String.raw`<(?<angle>[^<>\n]+)>`,
    '`(?<code>[^`\\n\\u200b](?:[^`\\n]*[^`\\n\\u200b])?)`',
    marked('bold', '*'),
    marked('italic', '_'),
    marked('strike', '~'),
  ].join('|'),
  'gu',
);

function piece(match: RegExpExecArray): Piece {
  const { angle, code, bold, italic, strike } = match.groups ?? {};
  if (angle !== undefined) return angled(angle);
  if (code !== undefined) return { style: 'code', text: plain(code) };
  if (bold !== undefined) return { style: 'bold', text: plain(bold) };
  if (italic !== undefined) return { style: 'italic', text: plain(italic) };
  return { style: 'strike', text: plain(strike ?? '') };
}

function angled(body: string): Piece {
  const [target = '', label] = body.split('|', 2);
  if (target.startsWith('!date^')) return { style: 'time', text: label ?? '' };
  if (/^[@!#]/.test(target)) return { style: 'mention', text: `@${target.slice(1)}` };
  return { style: 'link', text: plain(label ?? target), url: plain(target) };
}

/** References are read, and what has no width is not seen. */
function plain(text: string): string {
  return text
    .replaceAll('\u200b', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
