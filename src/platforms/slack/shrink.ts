import type { KnownBlock } from '@slack/types';
import { type Detail, mostImportant } from '../common/shrink.ts';
import { slackLimits } from './limits.ts';

/** Lengths in UTF-16 units of the rendered text. */
export const details = {
  most: { text: 3_000, fields: 20, field: 500, steps: 40, stepTitle: 120, stepNote: 200, buttons: 25 },
  more: { text: 1_500, fields: 20, field: 250, steps: 25, stepTitle: 100, stepNote: 120, buttons: 25 },
  less: { text: 600, fields: 12, field: 120, steps: 15, stepTitle: 80, stepNote: 80, buttons: 20 },
  least: { text: 200, fields: 10, field: 60, steps: 9, stepTitle: 60, stepNote: 60, buttons: 10 },
} satisfies Record<string, Detail>;

/** Renders with less and less detail until Slack's limits hold; at the least detail whole parts are left out. */
export function fit(render: (detail: Detail) => KnownBlock[]): KnownBlock[] {
  for (const detail of [details.most, details.more, details.less]) {
    const blocks = render(detail);
    if (fits(blocks)) return blocks;
  }
  const blocks = render(details.least);
  return fits(blocks) ? blocks : withoutSome(blocks);
}

function fits(blocks: readonly KnownBlock[]): boolean {
  return (
    blocks.length <= slackLimits.message.blocks && JSON.stringify(blocks).length <= slackLimits.message.json
  );
}

/** Title and buttons first, then the rest in its order, as long as it fits; one line says how many blocks are missing. */
function withoutSome(all: readonly KnownBlock[]): KnownBlock[] {
  const out = mostImportant(
    all,
    // Room for the line that counts what is missing.
    { count: slackLimits.message.blocks - 1, size: slackLimits.message.json - 200 },
    { importance, weigh: (block) => ({ count: 1, size: JSON.stringify(block).length + 1 }) },
  );
  const missing: KnownBlock = {
    type: 'context',
    block_id: 'missing',
    elements: [{ type: 'mrkdwn', text: `… +${all.length - out.length}` }],
  };
  const firstButtons = out.findIndex((block) => block.type === 'actions');
  return firstButtons < 0 ? [...out, missing] : out.toSpliced(firstButtons, 0, missing);
}

function importance(block: KnownBlock): number {
  return block.type === 'actions' ? 0 : block.type === 'header' ? 1 : 2;
}
