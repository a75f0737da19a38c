/** HTML in which whatever is put in is text: only a piece that was made here is taken as markup. */

export type Html = { readonly markup: string };

type Value = string | number | Html | undefined | readonly Html[];

/** What ends a text, a tag or an attribute in double or single quotes. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** `undefined` is nothing, a list is its pieces one after another. Attributes are written in quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const pieces = strings.map((literal, i) => literal + (i < values.length ? markupOf(values[i]) : ''));
  return { markup: pieces.join('') };
}

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map((piece) => piece.markup).join('');
}

/** Also without control characters, broken surrogates and the marks that turn the direction of reading: they can hide what is approved. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
