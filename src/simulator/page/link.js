import { h } from './dom.js';
import { withEmoji } from './emoji.js';

const WEB = /^(https?:\/\/|mailto:)/i;

/** Only web and mail addresses become links. */
export function link(url, label) {
  if (!WEB.test(url)) return document.createTextNode(label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, withEmoji(label));
}
