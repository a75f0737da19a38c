import type { Block, Colour } from '../drawing.ts';
import { textIn } from '../json.ts';
import { readMarkdown } from './markdown.ts';

const COLOURS: Readonly<Record<string, Colour>> = {
  running: 'blue',
  waiting: 'orange',
  good: 'green',
  bad: 'red',
};

/** How many gates the card template in `manifests/dingtalk-card.json` has a place for. */
const GATES = [1, 2, 3];

/** The variables of that template. */
export function readDingTalkCard(variables: unknown): Block[] {
  const gates = GATES.flatMap((n): Block[] => {
    const approve = textIn(variables, `approve_${n}`);
    const reject = textIn(variables, `reject_${n}`);
    const reason = textIn(variables, `reason_${n}`);
    if (approve === '' && reject === '') return [];
    return [
      ...(reason === '' ? [] : [{ kind: 'input', hint: reason } as const]),
      {
        kind: 'buttons',
        buttons: [
          { text: approve, style: 'primary' } as const,
          { text: reject, style: 'danger' } as const,
        ].filter(({ text }) => text !== ''),
      },
    ];
  });
  return [
    {
      kind: 'header',
      text: [textIn(variables, 'title')],
      colour: COLOURS[textIn(variables, 'tone')] ?? 'grey',
    },
    ...readMarkdown(textIn(variables, 'body'), 'dingtalk'),
    ...gates,
  ];
}
