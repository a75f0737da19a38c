import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { link } from './mrkdwn.js';

/** Standard Markdown, as far as a markdown block in a chat message goes. */
export function markdown(text) {
  const nodes = [];
  for (const [i, part] of text.split(/```[^\n]*\n([\s\S]*?)```/).entries()) {
    if (i % 2 === 1) nodes.push(h('pre', { class: 'code-block' }, h('code', {}, part.replace(/\n$/, ''))));
    else for (const chunk of part.split(/\n{2,}/)) if (chunk.trim()) nodes.push(...paragraph(chunk.trim()));
  }
  return nodes;
}

function paragraph(chunk) {
  const lines = chunk.split('\n');
  const heading = /^(#{1,6})\s+(.*)$/.exec(lines[0]);
  if (heading) {
    const rest = lines.slice(1).join('\n').trim();
    return [h('p', { class: 'markdown-heading' }, inline(heading[2])), ...(rest ? paragraph(rest) : [])];
  }
  if (lines.every((line) => /^\s*([-*+]|\d+\.)\s/.test(line))) {
    const ordered = /^\s*\d/.test(lines[0]);
    const items = lines.map((line) => h('li', {}, inline(line.replace(/^\s*([-*+]|\d+\.)\s+/, ''))));
    return [h(ordered ? 'ol' : 'ul', {}, items)];
  }
  if (lines.every((line) => line.startsWith('>'))) {
    return [h('blockquote', {}, inline(lines.map((line) => line.replace(/^>\s?/, '')).join('\n')))];
  }
  if (/^([-*_])\1{2,}$/.test(chunk)) return [h('hr')];
  return [h('p', {}, inline(chunk))];
}

const TOKEN =
  /\*\*(?<bold>[^*]+)\*\*|\*(?<italic>[^*\n]+)\*|`(?<code>[^`]+)`|~~(?<strike>[^~]+)~~|\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\)|(?<br>\n)/g;

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) nodes.push(withEmoji(text.slice(from, match.index)));
    from = match.index + match[0].length;
    const { bold, italic, code, strike, label, url } = match.groups;
    if (bold) nodes.push(h('strong', {}, inline(bold)));
    else if (italic) nodes.push(h('em', {}, inline(italic)));
    else if (code) nodes.push(h('code', {}, code));
    else if (strike) nodes.push(h('s', {}, inline(strike)));
    else if (url) nodes.push(link(url, label));
    else nodes.push(h('br'));
  }
  if (from < text.length) nodes.push(withEmoji(text.slice(from)));
  return nodes;
}
