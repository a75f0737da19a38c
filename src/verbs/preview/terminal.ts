import type { Block, Colour, Piece, Style } from './drawing.ts';

/** https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const STYLES: Readonly<Record<Style, number>> = {
  bold: 1,
  italic: 3,
  strike: 9,
  code: 36,
  link: 4,
  mention: 35,
  time: 33,
  muted: 2,
};
const COLOURS: Readonly<Record<Colour, number>> = { grey: 90, blue: 34, orange: 33, green: 32, red: 31 };
const BUTTONS = { primary: 32, danger: 31, plain: 0 } as const;

/** A message as lines for a terminal. Without colour marks stand for styles, so that what is bold can still be told from what is not. */
export function drawLines(blocks: readonly Block[], colour: boolean): string[] {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);
  const bar = paint(COLOURS[blocks.find(isHeader)?.colour ?? 'grey'], '┃');
  return blocks.flatMap((block, i) => {
    const lines = linesOf(block).flatMap((text) => text.split('\n'));
    const gap = i > 0 && block.kind !== 'buttons' && block.kind !== 'input' ? [''] : [];
    return [...gap, ...lines].map((line) => `${bar} ${line}`.trimEnd());
  });

  function linesOf(block: Block): string[] {
    switch (block.kind) {
      case 'header':
        return [paint(1, read(block.text))];
      case 'text':
        return [block.small === true ? paint(2, read(block.text)) : read(block.text)];
      case 'cells':
        return block.cells.map((cell) => read(cell).replace('\n', ': '));
      case 'buttons':
        return [
          block.buttons.map(({ text, style }) => paint(BUTTONS[style], `[ ${clean(text)} ]`)).join('  '),
        ];
      case 'input':
        return [paint(2, `[ ${clean(block.hint)} ________ ]`)];
      case 'rule':
        return [paint(2, '─'.repeat(40))];
      case 'data':
        return [clean(block.text)];
    }
  }

  function read(text: readonly Piece[]): string {
    return text.map(piece).join('');
  }

  function piece(one: Piece): string {
    if (typeof one === 'string') return clean(one);
    const text = clean(one.text);
    if (colour)
      return paint(STYLES[one.style], text) + (one.url === undefined ? '' : ` ${paint(2, clean(one.url))}`);
    if (one.style === 'bold') return `*${text}*`;
    if (one.style === 'code') return `‹${text}›`;
    return one.style === 'link' ? `${text} <${clean(one.url ?? '')}>` : text;
  }
}

function isHeader(block: Block): block is Extract<Block, { kind: 'header' }> {
  return block.kind === 'header';
}

/** A terminal acts on control characters, whoever wrote them, and draws the other way round after some marks. */
function clean(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '');
}
