import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { link } from './link.js';

/**
 * Standard Markdown, as far as a chat message goes. `tag(name, attributes, children)` draws the tags that a chat adds to it
 * (`<at id=…></at>`, `<font color='red'>…</font>`); without it they stay text.
 */
export function markdown(text, tag) {
  const nodes = [];
  for (const [i, part] of text.split(/```[^\n]*\n([\s\S]*?)```/).entries()) {
    if (i % 2 === 1) nodes.push(h('pre', { class: 'code-block' }, h('code', {}, part.replace(/\n$/, ''))));
    else for (const chunk of part.split(/\n{2,}/)) if (chunk.trim()) nodes.push(...blocks(chunk, tag));
  }
  return nodes;
}

const KINDS = [
  ['heading', /^#{1,6}\s+/],
  ['rule', /^\s*([-*_])(?:\s*\1){2,}\s*$/],
  ['bullets', /^\s*[-*+]\s+/],
  ['numbers', /^\s*\d+\.\s+/],
  ['quote', /^>\s?/],
];

/** Lines of one kind that follow each other are one block. */
function blocks(chunk, tag) {
  const found = [];
  for (const line of chunk.replace(/\s+$/, '').split('\n')) {
    const [kind, mark] = KINDS.find(([, pattern]) => pattern.test(line)) ?? ['text', /^/];
    const words = kind === 'rule' ? '' : line.replace(mark, '');
    const last = found.at(-1);
    if (last?.kind === kind && kind !== 'heading') last.lines.push(words);
    else found.push({ kind, lines: [words] });
  }
  return found.map((block) => drawn(block, tag));
}

function drawn({ kind, lines }, tag) {
  const all = lines.join('\n');
  const items = () => lines.map((line) => h('li', {}, inline(line, tag)));
  switch (kind) {
    case 'heading':
      return h('p', { class: 'markdown-heading' }, inline(all, tag));
    case 'rule':
      return h('hr', { class: 'divider' });
    case 'bullets':
      return h('ul', {}, items());
    case 'numbers':
      return h('ol', {}, items());
    case 'quote':
      return h('blockquote', {}, inline(all, tag));
    default:
      return h('p', {}, inline(all, tag));
  }
}

const TOKEN = new RegExp(
  [
    /\\(?<escaped>[\\`*_{}[\]()#+\-.!<>~|])/,
    /&(?<entity>#\d+|#x[\da-f]+|lt|gt|amp|quot|nbsp|ensp|emsp);/,
    /<(?<name>at|font|text_tag|person|local_datetime)\b(?<attributes>[^>]*)>(?<inner>[\s\S]*?)<\/\k<name>>/,
    /\*\*(?<bold>[^*]+)\*\*/,
    /\*(?<italic>[^*\n]+)\*/,
    /`(?<code>[^`]+)`/,
    /~~(?<strike>[^~]+)~~/,
    /\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\)/,
    /(?<br>\n)/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
);

function inline(text, tag) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) nodes.push(withEmoji(text.slice(from, match.index)));
    from = match.index + match[0].length;
    nodes.push(token(match, tag));
  }
  if (from < text.length) nodes.push(withEmoji(text.slice(from)));
  return nodes;
}

function token(match, tag) {
  const { escaped, entity, name, attributes, inner, bold, italic, code, strike, label, url } = match.groups;
  if (escaped) return escaped;
  if (entity) return character(entity);
  if (name) return tag?.(name, attributesOf(attributes), inline(inner, tag)) ?? match[0];
  if (bold) return h('strong', {}, inline(bold, tag));
  if (italic) return h('em', {}, inline(italic, tag));
  if (code) return h('code', {}, plain(code));
  if (strike) return h('s', {}, inline(strike, tag));
  return url ? link(plain(url), plain(label)) : h('br');
}

function attributesOf(text) {
  const pairs = text.matchAll(/([\w-]+)=(?:'([^']*)'|"([^"]*)"|(\S+))/g);
  return Object.fromEntries(
    [...pairs].map(([, key, single, double, bare]) => [key, single ?? double ?? bare]),
  );
}

const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003' };
const LAST_CODE_POINT = 0x10ffff;

function character(entity) {
  if (entity in NAMED) return NAMED[entity];
  const code = entity.startsWith('#x') ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : `&${entity};`;
}

/** Text inside which nothing is marked up, with its escapes read. */
export function plain(text) {
  return text
    .replace(/&(#\d+|#x[\da-f]+|lt|gt|amp|quot|nbsp|ensp|emsp);/g, (_whole, entity) => character(entity))
    .replace(/\\([\\`*_{}[\]()#+\-.!<>~|])/g, '$1');
}
