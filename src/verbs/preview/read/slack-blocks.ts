import type { Block } from '../drawing.ts';
import { inside, listIn, textIn } from '../json.ts';
import { readMrkdwn } from './mrkdwn.ts';

/** Slack's Block Kit: https://docs.slack.dev/reference/block-kit/blocks */
export function readSlackBlocks(body: unknown): Block[] {
  return listIn(body, 'blocks').flatMap(readBlock);
}

function readBlock(block: unknown): Block[] {
  switch (textIn(block, 'type')) {
    case 'header':
      return [{ kind: 'header', text: [textIn(block, 'text', 'text')] }];
    case 'section': {
      const fields = listIn(block, 'fields').map((field) => readMrkdwn(textIn(field, 'text')));
      const text = textIn(block, 'text', 'text');
      return [
        ...(text === '' ? [] : [{ kind: 'text', text: readMrkdwn(text) } as const]),
        ...(fields.length === 0 ? [] : [{ kind: 'cells', cells: fields } as const]),
      ];
    }
    case 'context':
      return listIn(block, 'elements').map((one) => {
        return { kind: 'text', text: readMrkdwn(textIn(one, 'text')), small: true };
      });
    case 'divider':
      return [{ kind: 'rule' }];
    case 'actions':
      return [{ kind: 'buttons', buttons: listIn(block, 'elements').map(readButton) }];
    default:
      return [{ kind: 'data', text: JSON.stringify(block, null, 2) }];
  }
}

function readButton(button: unknown): { text: string; style: 'primary' | 'danger' | 'plain' } {
  const style = inside(button, 'style');
  return {
    text: textIn(button, 'text', 'text'),
    style: style === 'primary' || style === 'danger' ? style : 'plain',
  };
}
