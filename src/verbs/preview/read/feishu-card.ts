import type { Block, Colour } from '../drawing.ts';
import { inside, listIn, textIn } from '../json.ts';
import { readInline } from './markdown.ts';

const COLOURS: Readonly<Record<string, Colour>> = {
  wathet: 'blue',
  blue: 'blue',
  orange: 'orange',
  green: 'green',
  red: 'red',
};

/** Feishu's card JSON 2.0: https://open.feishu.cn/document/feishu-cards/card-json-v2-structure */
export function readFeishuCard(card: unknown): Block[] {
  const title = textIn(card, 'header', 'title', 'content');
  const colour = COLOURS[textIn(card, 'header', 'template')] ?? 'grey';
  return [
    ...(title === '' ? [] : [{ kind: 'header', text: [title], colour } as const]),
    ...listIn(card, 'body', 'elements').flatMap(readElement),
  ];
}

function readElement(element: unknown): Block[] {
  switch (textIn(element, 'tag')) {
    case 'markdown': {
      const small = textIn(element, 'text_size') === 'notation';
      return [
        { kind: 'text', text: readInline(textIn(element, 'content'), 'feishu'), ...(small ? { small } : {}) },
      ];
    }
    case 'hr':
      return [{ kind: 'rule' }];
    case 'button':
      return [{ kind: 'buttons', buttons: [readButton(element)] }];
    case 'input':
    case 'select_static': {
      const label = textIn(element, 'label', 'content');
      const hint = textIn(element, 'placeholder', 'content');
      return [{ kind: 'input', hint: [label, hint].filter((one) => one !== '').join(' · ') }];
    }
    case 'form':
      return listIn(element, 'elements').flatMap(readElement);
    case 'column_set':
      return readColumns(element);
    default:
      return [{ kind: 'data', text: JSON.stringify(element, null, 2) }];
  }
}

/** Texts side by side are cells, buttons a row; an input stands beside its button. */
function readColumns(element: unknown): Block[] {
  const inner = listIn(element, 'columns').flatMap((column) => listIn(column, 'elements'));
  const tags = new Set(inner.map((one) => textIn(one, 'tag')));
  if (tags.size === 1 && tags.has('markdown'))
    return [{ kind: 'cells', cells: inner.map((one) => readInline(textIn(one, 'content'), 'feishu')) }];
  if (tags.size === 1 && tags.has('button')) return [{ kind: 'buttons', buttons: inner.map(readButton) }];
  return inner.flatMap(readElement);
}

function readButton(button: unknown): { text: string; style: 'primary' | 'danger' | 'plain' } {
  const type = inside(button, 'type');
  const style = type === 'primary_filled' ? 'primary' : type === 'danger' ? 'danger' : 'plain';
  return { text: textIn(button, 'text', 'content'), style };
}
