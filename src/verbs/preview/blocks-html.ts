import { type Html, html } from '../../http/pages/html.ts';
import type { Block, Line, Piece } from './drawing.ts';

/** Blocks as the outlet shows them: its colours come from the stylesheet. */
export function blocksHtml(blocks: readonly Block[], outlet: string): Html {
  return html`<div class="blocks" data-of="${outlet}">${blocks.map(blockHtml)}</div>`;
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'header':
      return html`<p class="header ${block.colour ?? 'none'}">${lineHtml(block.text)}</p>`;
    case 'text':
      return html`<p class="text${block.small === true ? ' small' : ''}">${lineHtml(block.text)}</p>`;
    case 'cells':
      return html`<div class="cells">${block.cells.map((cell) => html`<p class="text">${lineHtml(cell)}</p>`)}</div>`;
    case 'buttons':
      return html`<p class="buttons">${block.buttons.map(
        ({ text, style }) => html`<span class="button ${style}">${text}</span>`,
      )}</p>`;
    case 'input':
      return html`<p class="input">${block.hint}</p>`;
    case 'rule':
      return html`<hr>`;
    case 'data':
      return html`<pre class="data">${block.text}</pre>`;
  }
}

function lineHtml(line: Line): Html {
  return html`${line.map(pieceHtml)}`;
}

function pieceHtml(piece: Piece): Html {
  if (typeof piece === 'string') return html`${piece}`;
  const { text, url } = piece;
  switch (piece.style) {
    case 'bold':
      return html`<strong>${text}</strong>`;
    case 'italic':
      return html`<em>${text}</em>`;
    case 'strike':
      return html`<s>${text}</s>`;
    case 'code':
      return html`<code>${text}</code>`;
    case 'link':
      return isWebPage(url)
        ? html`<a href="${url}" rel="noreferrer noopener" target="_blank">${text}</a>`
        : html`<u>${text}</u>`;
    case 'mention':
      return html`<span class="mention">${text}</span>`;
    case 'time':
      return html`<time>${text}</time>`;
    case 'muted':
      return html`<span class="muted">${text}</span>`;
  }
}

function isWebPage(url: string | undefined): url is string {
  return url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
