import { isObject, type Json } from '../common/json.ts';

/** Which element is meant: by its ids, or by anything that tells it from the others. */
export type ActionMatch =
  | string
  | { actionId?: string; blockId?: string; text?: string; value?: string }
  | ((element: Json) => boolean);

export type FoundAction = { element: Json; blockId: string };

/** Looks through the blocks for an interactive element; a text stands for its `action_id`. */
export function findAction(blocks: Json[], match: ActionMatch): FoundAction | undefined {
  for (const block of blocks) {
    const blockId = typeof block.block_id === 'string' ? block.block_id : '';
    const candidates = [
      ...(Array.isArray(block.elements) ? block.elements : []),
      block.accessory,
      block.element,
      ...(Array.isArray(block.actions) ? block.actions : []),
    ].filter(isObject);
    for (const element of candidates) {
      if (element.action_id !== undefined && fits(element, blockId, match)) return { element, blockId };
    }
    const inner = Array.isArray(block.child_blocks)
      ? findAction(block.child_blocks.filter(isObject), match)
      : undefined;
    if (inner) return inner;
  }
  return undefined;
}

function fits(element: Json, blockId: string, match: ActionMatch): boolean {
  if (typeof match === 'function') return match(element);
  if (typeof match === 'string') return element.action_id === match;
  const label = isObject(element.text) ? element.text.text : undefined;
  return (
    (match.actionId === undefined || element.action_id === match.actionId) &&
    (match.blockId === undefined || blockId === match.blockId) &&
    (match.value === undefined || element.value === match.value) &&
    (match.text === undefined || label === match.text)
  );
}
