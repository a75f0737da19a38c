import { toneMarks } from '../../platforms/common/marks.ts';
import type { Syntax } from './sections.ts';

/** Text without any markup, for places where nothing is read as such. */
export const plainText: Syntax = {
  title: (text, tone) => `${toneMarks[tone]} ${text}`,
  divider: '――――',
  literal: (text) => text,
  bold: (text) => text,
  code: (text) => text,
  link: (text, url) => (text === url ? url : `${text} (${url})`),
  time: (at) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
};
