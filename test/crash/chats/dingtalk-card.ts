/** What people read and press on cards of DingTalk: the variables of the template. */
import { cardIn, createReader } from '../card.ts';

export type Variables = Record<string, string>;

export const readCard = createReader((variables: Variables) => cardIn(textOf(variables), gatesIn(variables)));

/** What the card says, without the signs of Markdown and the moments. */
export function textOf({ title = '', body = '' }: Variables): string {
  return plain(`${title}\n${body}`);
}

export function plain(markdown: string): string {
  return markdown
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d \(UTC\+8\)/g, 'TIME')
    .replaceAll('**', '')
    .replace(/ +$/gm, '');
}

/** `gate_1` holds `<approval>:<attempt>` while its buttons are there. */
function gatesIn(variables: Variables): { approval: number; attempt: string }[] {
  return Object.entries(variables)
    .filter(([name, gate]) => /^gate_\d$/.test(name) && gate !== '')
    .map(([, gate]) => {
      const cut = gate.indexOf(':');
      return { approval: Number(gate.slice(0, cut)), attempt: gate.slice(cut + 1) };
    });
}
