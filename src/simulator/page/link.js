import { h } from './dom.js';
import { withEmoji } from './emoji.js';

const WEB = /^(https?:\/\/|mailto:)/i;

/** Opens a page beside this one; whatever is no web address is left alone. */
export function openLink(url) {
  if (WEB.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
}

/** Only web and mail addresses become links. */
export function link(url, label) {
  if (!WEB.test(url)) return document.createTextNode(label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, withEmoji(label));
}
