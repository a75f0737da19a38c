/** What people read and press in messages and dialogs of Slack. */
import type { Json } from '../../../src/simulator/slack/options.ts';
import type { OpenView } from '../../../src/simulator/slack/views.ts';
import { cardIn, createReader } from '../card.ts';

type Gate = { approval: number; attempt: string };

export const readCard = createReader((blocks: Json[]) => {
  const gates = blocks.flatMap(buttonsIn).map(gateOf);
  return cardIn(
    textOf(blocks),
    gates.filter((gate) => gate !== undefined),
  );
});

/** Everything that can be read in blocks, without the signs of mrkdwn and the moments, which each reader sees in their own way. */
export function textOf(blocks: unknown): string {
  return plain(textsIn(blocks).join('\n'));
}

/** The texts of a block, or of a whole view, in reading order. */
function textsIn(block: unknown): string[] {
  if (Array.isArray(block)) return block.flatMap(textsIn);
  if (typeof block !== 'object' || block === null) return [];
  const { text, fields, elements, blocks } = block as Json;
  const own = typeof text === 'string' ? [text] : textsIn(text);
  return [...own, ...textsIn(fields), ...textsIn(elements), ...textsIn(blocks)];
}

function plain(text: string): string {
  return text
    .replace(/<!date[^>]*>/g, 'TIME')
    .replace(/[*`\u200B]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function buttonsIn({ type, elements }: Json): Json[] {
  return type === 'actions' && Array.isArray(elements) ? (elements as Json[]) : [];
}

export function gateOf({ value }: Json): Gate | undefined {
  return typeof value === 'string' ? (JSON.parse(value) as Gate) : undefined;
}

/** The gate whose rejection a dialog is about. */
export function approvalOf({ view }: OpenView): number | undefined {
  try {
    return (JSON.parse(String(view.private_metadata)) as { subject: { approval: number } }).subject.approval;
  } catch {
    return undefined;
  }
}

export function inputOf({ view }: OpenView): string {
  const blocks = view.blocks as { type: string; block_id: string }[];
  const input = blocks.find((block) => block.type === 'input');
  if (input === undefined) throw new Error('a dialog without an input');
  return input.block_id;
}
