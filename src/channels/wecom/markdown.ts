import type { Tone } from '../../domain/card.ts';
import { toneMarks } from '../../platforms/common/marks.ts';
import type { Syntax } from '../common/sections.ts';

/**
 * The markdown of WeCom's robots (https://developer.work.weixin.qq.com/document/path/91770#markdown类型). It knows headings, bold, links, code, quotes,
 * colours and mentions, and no escapes: characters that could begin one of these give way to others that look alike.
 */
export const wecomMarkdown: Syntax = {
  title: (text, tone) =>
    `### ${toneMarks[tone]} <font color="${colours[tone]}">${literal(text, false)}</font>`,
  divider: '――――',
  literal,
  bold: (text) => `**${literal(text, false)}**`,
  // Nobody says that nothing is read inside of code.
  code: (text) => `\`${literal(text, false)}\``,
  link: (text, url) => `[${literal(text, false)}](${target(url)})`,
  time: (at) => {
    const there = new Date(at.getTime() + ZONE_MS);
    return `${there.toISOString().slice(0, 16).replace('T', ' ')} (UTC+8)`;
  },
};

/** WeCom cannot show a moment in the reader's own zone; its own clock is in UTC+8, where no clock is ever changed. */
const ZONE_MS = 8 * 3_600_000;

/** It has three colours: green, grey and orange. */
const colours: Record<Tone, 'info' | 'comment' | 'warning'> = {
  neutral: 'comment',
  running: 'info',
  waiting: 'warning',
  good: 'info',
  bad: 'warning',
  muted: 'comment',
};

const lookAlikes: Readonly<Record<string, string>> = {
  '*': '∗',
  '`': 'ˋ',
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '#': '＃',
  '\\': '＼',
};

/** Text that is shown character by character. A sign that means something only at the beginning of a line stays elsewhere. */
function literal(text: string, atStart: boolean): string {
  return text
    .split('\n')
    .map((line, i) => {
      const inert = line.replace(/[*`[\]<\\]/g, (sign) => lookAlikes[sign] ?? sign);
      return i > 0 || atStart ? inert.replace(/^(\s*)([#>])/, guarded) : inert;
    })
    .join('\n');
}

function guarded(_: string, blanks: string, sign: string): string {
  return blanks + (lookAlikes[sign] ?? sign);
}

/** The address as it may stand in a link. */
function target(url: string): string {
  return url.replace(/[()[\]*`\\<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
