import { type Detail, mostImportant } from '../common/shrink.ts';
import { componentsIn, type Element } from './elements.ts';
import { feishuLimits } from './limits.ts';

/** `options`: how many a menu may have; each is text and value in two layers of JSON. */
export type FeishuDetail = Detail & { options: number };

/** Lengths in graphemes. */
export const details = {
  most: {
    text: 3_000,
    fields: 20,
    field: 500,
    steps: 60,
    stepTitle: 120,
    stepNote: 200,
    buttons: 30,
    options: 100,
  },
  more: {
    text: 1_500,
    fields: 20,
    field: 250,
    steps: 40,
    stepTitle: 100,
    stepNote: 100,
    buttons: 20,
    options: 30,
  },
  less: {
    text: 600,
    fields: 12,
    field: 120,
    steps: 20,
    stepTitle: 80,
    stepNote: 60,
    buttons: 16,
    options: 10,
  },
  least: { text: 200, fields: 8, field: 40, steps: 9, stepTitle: 50, stepNote: 30, buttons: 8, options: 0 },
} satisfies Record<string, FeishuDetail>;

/** Renders with less and less detail until Feishu's limits and `left` bytes hold; at the least detail whole elements are left out. */
export function fit(render: (detail: FeishuDetail) => Element[], left: number): Element[] {
  for (const detail of [details.most, details.more, details.less]) {
    const elements = render(detail);
    if (fits(elements, left)) return elements;
  }
  const elements = render(details.least);
  return fits(elements, left) ? elements : withoutSome(elements, left);
}

function fits(elements: readonly Element[], left: number): boolean {
  const components = elements.reduce((sum, element) => sum + componentsIn(element), 0);
  return components <= feishuLimits.card.components && bytesOf(elements) <= left;
}

/** In the request: the card is JSON in a text of JSON, in UTF-8. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}

/** Buttons and forms first, then the rest in its order, as long as it fits; one line says how many elements are missing. */
function withoutSome(all: readonly Element[], left: number): Element[] {
  const out = mostImportant(
    all,
    // Room for the line that counts what is missing.
    { count: feishuLimits.card.components - 1, size: left - 200 },
    {
      importance,
      weigh: (element) => ({ count: componentsIn(element), size: bytesOf(element) + 1 }),
    },
  );
  return [...out, { tag: 'markdown', content: `… +${all.length - out.length}` }];
}

function importance(element: Element): number {
  return JSON.stringify(element).includes('"tag":"button"') ? 0 : 1;
}
