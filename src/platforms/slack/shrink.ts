import type { KnownBlock } from '@slack/types';
import { slackLimits } from './limits.ts';

/** How much of a card's parts is shown; lengths in UTF-16 units of the rendered text. */
export type Detail = {
  text: number;
  fields: number;
  field: number;
  steps: number;
  stepTitle: number;
  stepNote: number;
  buttons: number;
};

export const details = {
  most: { text: 3_000, fields: 20, field: 500, steps: 40, stepTitle: 120, stepNote: 200, buttons: 25 },
  more: { text: 1_500, fields: 20, field: 250, steps: 25, stepTitle: 100, stepNote: 120, buttons: 25 },
  less: { text: 600, fields: 12, field: 120, steps: 15, stepTitle: 80, stepNote: 80, buttons: 20 },
  least: { text: 200, fields: 10, field: 60, steps: 9, stepTitle: 60, stepNote: 60, buttons: 10 },
} satisfies Record<string, Detail>;

/** Renders with less and less detail until Slack's limits hold; at the least detail whole parts are left out. */
export function fit(render: (detail: Detail) => KnownBlock[][]): KnownBlock[] {
  for (const detail of [details.most, details.more, details.less]) {
    const blocks = render(detail).flat();
    if (fits(blocks)) return blocks;
  }
  const parts = render(details.least);
  const blocks = parts.flat();
  return fits(blocks) ? blocks : mostImportant(parts);
}

function fits(blocks: readonly KnownBlock[]): boolean {
  return (
    blocks.length <= slackLimits.message.blocks && JSON.stringify(blocks).length <= slackLimits.message.json
  );
}

/** Title and buttons first, then the rest in its order, as long as it fits; one line says how many blocks are missing. */
function mostImportant(parts: readonly KnownBlock[][]): KnownBlock[] {
  const all = parts.flat();
  const kept = new Set<KnownBlock>();
  // Room for the line that counts what is missing.
  let blocks = 1;
  let size = 200;
  const byImportance = [...all].sort((a, b) => importance(a) - importance(b));
  for (const block of byImportance) {
    const weight = JSON.stringify(block).length + 1;
    if (blocks + 1 > slackLimits.message.blocks || size + weight > slackLimits.message.json) continue;
    kept.add(block);
    blocks += 1;
    size += weight;
  }
  const missing: KnownBlock = {
    type: 'context',
    block_id: 'missing',
    elements: [{ type: 'mrkdwn', text: `… +${all.length - kept.size}` }],
  };
  const out = all.filter((block) => kept.has(block));
  const firstButtons = out.findIndex((block) => block.type === 'actions');
  return firstButtons < 0 ? [...out, missing] : out.toSpliced(firstButtons, 0, missing);
}

function importance(block: KnownBlock): number {
  return block.type === 'actions' ? 0 : block.type === 'header' ? 1 : 2;
}
