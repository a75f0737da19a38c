/**
 * The parts of Feishu's card JSON 2.0 that we use. Feishu refuses a card with any other property.
 * https://open.feishu.cn/document/feishu-cards/card-json-v2-structure
 */

export type PlainText = { tag: 'plain_text'; content: string };

type Markdown = { tag: 'markdown'; content: string; text_size?: 'notation' };

export type Button = {
  tag: 'button';
  type: 'primary_filled' | 'danger' | 'default';
  text: PlainText;
  behaviors: { type: 'callback'; value: Record<string, unknown> }[];
  /** Both only in a form. */
  name?: string;
  form_action_type?: 'submit';
};

export type Input = {
  tag: 'input';
  name: string;
  required: boolean;
  input_type: 'text' | 'multiline_text';
  max_length: number;
  placeholder?: PlainText;
  width: 'fill';
  rows?: number;
  auto_resize?: boolean;
  label?: PlainText;
};

export type Select = {
  tag: 'select_static';
  name: string;
  required: boolean;
  placeholder: PlainText;
  width: 'fill';
  options: { text: PlainText; value: string }[];
};

type Column = {
  tag: 'column';
  width: 'weighted' | 'auto';
  weight?: number;
  vertical_align: 'top' | 'center';
  elements: Element[];
};

export type ColumnSet = { tag: 'column_set'; flex_mode: 'none' | 'flow'; columns: Column[] };

export type Form = { tag: 'form'; name: string; elements: Element[] };

export type Element = Markdown | { tag: 'hr' } | Button | Input | Select | ColumnSet | Form;

export type Header = {
  template: 'blue' | 'wathet' | 'orange' | 'green' | 'red' | 'grey';
  title: PlainText;
};

export type FeishuCard = {
  schema: '2.0';
  config: { update_multi: true; width_mode: 'fill'; summary: { content: string } };
  header?: Header;
  body: { elements: Element[] };
};

export function plainText(content: string): PlainText {
  return { tag: 'plain_text', content };
}

export function markdownElement(content: string): Element {
  return { tag: 'markdown', content };
}

/** Side by side; on a narrow screen what does not fit goes into the next line. */
export function row(elements: readonly Element[]): ColumnSet {
  return {
    tag: 'column_set',
    flex_mode: 'flow',
    columns: elements.map((element) => ({
      tag: 'column',
      width: 'auto',
      vertical_align: 'center',
      elements: [element],
    })),
  };
}

/** Columns of the same width. */
export function grid(elements: readonly Element[]): ColumnSet {
  return {
    tag: 'column_set',
    flex_mode: 'none',
    columns: elements.map((element) => ({
      tag: 'column',
      width: 'weighted',
      weight: 1,
      vertical_align: 'top',
      elements: [element],
    })),
  };
}

/** How many components Feishu counts in an element, itself included. */
export function componentsIn(element: Element): number {
  switch (element.tag) {
    case 'column_set':
      return element.columns.reduce((sum, { elements }) => sum + 1 + countAll(elements), 1);
    case 'form':
      return 1 + countAll(element.elements);
    case 'markdown':
    case 'hr':
    case 'button':
    case 'input':
    case 'select_static':
      return 1;
  }
}

function countAll(elements: readonly Element[]): number {
  return elements.reduce((sum, element) => sum + componentsIn(element), 0);
}
