import { type Block, type Colour, type Line, type Piece, pieces } from '../drawing.ts';

/** Whose markdown it is: none of them documents all that it reads, and these are what they say. */
export type Dialect = 'feishu' | 'dingtalk' | 'wecom';

export function readMarkdown(text: string, dialect: Dialect): Block[] {
  const blocks: Block[] = [];
  for (const chunk of text.split(/\n{2,}/)) {
    if (chunk.trim() === '') continue;
    const heading = /^#{1,6}\s+(.*)$/s.exec(chunk);
    if (heading !== null) blocks.push(header(heading[1] ?? '', dialect));
    else if (/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(chunk)) blocks.push({ kind: 'rule' });
    else blocks.push({ kind: 'text', text: readInline(chunk, dialect) });
  }
  return blocks;
}

/** DingTalk calls whom the message names beside its text, and marks them there. */
export function withCalls(blocks: readonly Block[], accounts: readonly string[]): Block[] {
  const calls = new Set(accounts.map((account) => `@${account}`));
  return blocks.map((block): Block => {
    if (block.kind !== 'text') return block;
    const text = block.text.flatMap((piece): Piece[] =>
      typeof piece === 'string'
        ? piece
            .split(/(@[\w.-]+)/)
            .map((one): Piece => (calls.has(one) ? { style: 'mention', text: one } : one))
        : [piece],
    );
    return { ...block, text: pieces(text) };
  });
}

/** WeCom colours a title by its font. */
const COLOURS: Readonly<Record<string, Colour>> = { info: 'green', comment: 'grey', warning: 'orange' };

function header(text: string, dialect: Dialect): Block {
  const colour = COLOURS[/<font color="(\w+)">/.exec(text)?.[1] ?? ''];
  return { kind: 'header', text: readInline(text, dialect), ...(colour === undefined ? {} : { colour }) };
}

/** The same without headings, rules and paragraphs. */
export function readInline(text: string, dialect: Dialect): Line {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKENS[dialect])) {
    found.push(text.slice(from, match.index), ...piece(match));
    from = match.index + match[0].length;
  }
  return pieces([...found, text.slice(from)]);
}

const BOLD = /\*\*(?<bold>[^*]+)\*\*/;
const CODE = /`(?<code>[^`]+)`/;
const LINK = /!?\[(?<label>[^\]]*)\]\((?<url>[^)\s]+)\)/;
const ITALIC = /(?<![\p{L}\p{N}*])\*(?<italic>[^*\s][^*\n]*)\*/u;
const UNDERLINED = /(?<![\p{L}\p{N}])__?(?<underlined>[^_\s][^_\n]*)__?(?![\p{L}\p{N}])/u;
const STRIKE = /~~(?<strike>[^~]+)~~/;
const BREAK = /(?<br> {2}\n)/;
const ENTITY = /&(?<entity>#\d+|lt|gt|amp|quot|nbsp|emsp);/;
const TAG = /<(?<tag>at|font|person|local_datetime)\b(?<attributes>[^>]*)>(?<inner>[\s\S]*?)<\/\k<tag>>/;
const ACCOUNT = /<@(?<account>[^<>\s]+)>/;

function tokens(...all: readonly RegExp[]): RegExp {
  return new RegExp(all.map(({ source }) => source).join('|'), 'gu');
}

const TOKENS: Readonly<Record<Dialect, RegExp>> = {
  /** https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text */
  feishu: tokens(ENTITY, TAG, BOLD, ITALIC, UNDERLINED, CODE, STRIKE, LINK),
  /** https://open.dingtalk.com/document/orgapp/robot-message-types-and-data-format, and what its clients read besides. */
  dingtalk: tokens(TAG, BOLD, ITALIC, UNDERLINED, CODE, STRIKE, LINK, BREAK),
  /** https://developer.work.weixin.qq.com/document/path/91770#markdown类型 */
  wecom: tokens(TAG, ACCOUNT, BOLD, CODE, LINK),
};

function piece(match: RegExpExecArray): Piece[] {
  const {
    entity,
    tag,
    attributes = '',
    inner = '',
    account,
    bold,
    italic,
    underlined,
    code,
    strike,
    label,
    url,
  } = match.groups ?? {};
  if (entity !== undefined) return [character(entity)];
  if (tag !== undefined) return tagged(tag, attributes, inner);
  if (account !== undefined) return [{ style: 'mention', text: `@${account}` }];
  if (bold !== undefined) return [{ style: 'bold', text: plain(bold) }];
  if (italic !== undefined || underlined !== undefined)
    return [{ style: 'italic', text: plain(italic ?? underlined ?? '') }];
  if (code !== undefined) return [{ style: 'code', text: code }];
  if (strike !== undefined) return [{ style: 'strike', text: plain(strike) }];
  if (url !== undefined) return [{ style: 'link', text: plain(label ?? ''), url }];
  return ['\n'];
}

function tagged(tag: string, attributes: string, inner: string): Piece[] {
  const value = (name: string): string =>
    new RegExp(`\\b${name}=['"]?([^'"\\s]+)`).exec(attributes)?.[1] ?? '';
  if (tag === 'font')
    return [
      /^(?:grey|comment)$/.test(value('color')) ? { style: 'muted', text: plain(inner) } : plain(inner),
    ];
  if (tag !== 'local_datetime') return [{ style: 'mention', text: `@${value('id')}` }];
  const [day = '', time = ''] = new Date(Number(value('millisecond'))).toISOString().split('T');
  return [{ style: 'time', text: value('format_type') === 'time' ? `${time.slice(0, 5)} UTC` : day }];
}

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: '\u00a0',
  emsp: '\u2003',
};

function character(entity: string): string {
  return NAMED[entity] ?? String.fromCodePoint(Number(entity.slice(1)));
}

/** Text inside of which nothing more is marked up, with its references read. */
function plain(text: string): string {
  return text.replace(/&(#\d+|lt|gt|amp|quot|nbsp|emsp);/g, (_, entity: string) => character(entity));
}
