/** The text that a terminal would show, roughly: escape sequences and control characters are gone, a line that was written over is its last form. */

/**
 * CSI, OSC and its like up to their end, other sequences: ECMA-48 §5.4, §5.6; both as ESC and as one C1 character. No part of it can be matched in two ways,
 * so that a hostile text costs no more than its length.
 */
const ESC = '\u001b';
const BEL = '\u0007';
const SEQUENCES = new RegExp(
  [
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]?`,
    `(?:${ESC}[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^${BEL}${ESC}\\u009c\\n]*(?:${BEL}|${ESC}\\\\|\\u009c)?`,
    `${ESC}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);

/** Other control characters but tab, and signs that turn the direction of the text around. */
const NOISE = /(?!\t)[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/gu;

export function cleanText(raw: string): string {
  const lines = raw.replace(SEQUENCES, '').split('\n');
  return lines.map((line) => lastForm(line).replace(NOISE, '')).join('\n');
}

function lastForm(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
