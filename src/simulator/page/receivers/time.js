import { clockTime, fullTime } from '../dates.js';
import { h } from '../dom.js';

export function time({ postedAt }) {
  return h('time', { class: 'time', title: fullTime(postedAt) }, clockTime(postedAt));
}
