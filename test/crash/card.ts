/** A card as a person reads it: from the blocks of the message and nothing else. */
import type { Message } from '../../src/simulator/slack/world.ts';
import type { Verdict } from './story.ts';

export type OpenGate = { approval: number; attempt: string };
export type SettledGate = { title: string; verdict: Verdict; by: string };

export type Card = {
  /** The number that people use in commands. */
  number: number;
  tag: string;
  status: string;
  open: readonly OpenGate[];
  settled: readonly SettledGate[];
  /** Everything that it says. */
  text: string;
};

const FINAL = new Set(['succeeded', 'failed', 'stopped']);

export function isOver(card: Card): boolean {
  return FINAL.has(card.status);
}

type Json = Record<string, unknown>;

const read = new WeakMap<object, Card | undefined>();

/** Undefined for a message that is no card of a run. */
export function readCard(message: Pick<Message, 'blocks'>): Card | undefined {
  const { blocks } = message;
  if (!read.has(blocks)) read.set(blocks, cardOf(blocks));
  return read.get(blocks);
}

function cardOf(blocks: readonly Json[]): Card | undefined {
  const text = blocks.flatMap(textsOf).join('\n');
  const number = / · #(\d+)$/m.exec(text)?.[1];
  const tag = /^\*tag\*\n`([^`]+)`$/m.exec(text)?.[1];
  const status = /^\*Status\*\n\*([^*]+)\*$/m.exec(text)?.[1];
  if (number === undefined || tag === undefined || status === undefined) return undefined;
  return {
    number: Number(number),
    tag,
    status,
    open: openGates(blocks),
    settled: [...text.matchAll(/[✅⛔] \u200B?\*([^*]+)\*\u200B? · (Approved|Rejected) by (.+?) · /gu)].map(
      ([, title = '', how, by = '']) => ({ title, verdict: how === 'Approved' ? 'approve' : 'reject', by }),
    ),
    text,
  };
}

function openGates(blocks: readonly Json[]): OpenGate[] {
  const gates = new Map<number, OpenGate>();
  for (const block of blocks) {
    if (block.type !== 'actions' || !Array.isArray(block.elements)) continue;
    for (const element of block.elements as Json[]) {
      const { approval, attempt } = JSON.parse(String(element.value)) as OpenGate;
      gates.set(approval, { approval, attempt });
    }
  }
  return [...gates.values()];
}

/** The texts of a block, or of a whole view, in reading order. */
export function textsOf(block: unknown): string[] {
  if (Array.isArray(block)) return block.flatMap(textsOf);
  if (typeof block !== 'object' || block === null) return [];
  const { text, fields, elements, blocks } = block as Json;
  const own = typeof text === 'string' ? [text] : textsOf(text);
  return [...own, ...textsOf(fields), ...textsOf(elements), ...textsOf(blocks)];
}

/** Which button is meant. */
export function buttonOf(gate: OpenGate, verdict: Verdict): (element: Json) => boolean {
  return (element) =>
    String(element.action_id).startsWith(`decide:${verdict}:`) &&
    (JSON.parse(String(element.value)) as OpenGate).approval === gate.approval;
}
