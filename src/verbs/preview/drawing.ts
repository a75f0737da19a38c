/** What a reader sees of a message, made from what the vendor gets of it: what was cut or escaped on the way shows. */

export type Style = 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'mention' | 'time' | 'muted';

/** A run of text as the vendor would show it. */
export type Piece = string | { style: Style; text: string; url?: string };

export type Line = readonly Piece[];

/** The colours of titles, in the vendors' different palettes. */
export type Colour = 'grey' | 'blue' | 'orange' | 'green' | 'red';

export type Block =
  | { kind: 'header'; text: Line; colour?: Colour }
  | { kind: 'text'; text: Line; small?: boolean }
  /** Cells side by side. */
  | { kind: 'cells'; cells: readonly Line[] }
  | { kind: 'buttons'; buttons: readonly { text: string; style: 'primary' | 'danger' | 'plain' }[] }
  | { kind: 'input'; hint: string }
  | { kind: 'rule' }
  /** A program reads it. */
  | { kind: 'data'; text: string };

/** Plain text side by side is one piece. */
export function pieces(all: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of all) {
    const last = out.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece;
    else out.push(piece);
  }
  return out;
}
