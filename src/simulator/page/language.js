import { dictionary } from './dictionary.js';

const KEY = 'greenlight.language';
let current = localStorage.getItem(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export function language() {
  return current;
}

export function setLanguage(next) {
  current = next;
  localStorage.setItem(KEY, next);
}

/** A sentence of the page; `{name}` is filled from `values`. */
export function t(key, values = {}) {
  const sentence = dictionary[current][key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name] ?? ''));
}

/** A sentence that came with the room, as {en, zh}. */
export function pick(sentence) {
  return sentence?.[current] ?? sentence?.en ?? '';
}

export function locale() {
  return current === 'zh' ? 'zh-CN' : 'en-GB';
}
