import { h } from '../dom.js';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?/g;

/** JSON in lines, with keys, texts and numbers told apart. */
export function coloured(body) {
  const text = JSON.stringify(body, undefined, 2);
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon] = match;
    nodes.push(text.slice(from, match.index));
    from = match.index + whole.length;
    const look = colon ? 'json-key' : string ? 'json-text' : 'json-value';
    nodes.push(h('span', { class: look }, string ?? whole), colon ?? '');
  }
  return [...nodes, text.slice(from)];
}
