/**
 * A body of at most 60 KB, whatever an engine tells of a run: first everything, then shorter texts, shorter lists and fewer steps until it fits. Steps that went well or
 * have not begun go before those that run, wait or failed.
 */
import type { Phase, StepSnapshot } from '../../domain/run.ts';
import { cut } from '../../platforms/common/graphemes.ts';

/** In bytes. Events shall stay below 64 KB: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#size-limits */
export const MAX_BODY_BYTES = 60_000;

/** Writes data of other people at one level of detail. */
export type Pen = {
  /** What programs compare: cut only where it is absurdly long. */
  id: (id: string) => string;
  /** What people call something: cut. */
  name: (name: string) => string;
  /** What somebody or something says: cut. */
  text: (text: string) => string;
  /** Whole or not at all (empty): the beginning of an image reference or of a hash names something else. */
  reference: (reference: string) => string;
  /** Of the web, whole or not at all (empty): it is opened by whoever reads it. */
  address: (address: string) => string;
  /** The first of them. */
  some: <T>(list: readonly T[]) => readonly T[];
  /** The steps that matter most, in their order, with what contains them. */
  steps: (steps: readonly StepSnapshot[]) => readonly StepSnapshot[];
};

/** Texts, names, references and ids in UTF-16 units; items of each list; steps of the whole run. */
type Detail = { text: number; name: number; reference: number; id: number; items: number; steps: number };

const details: readonly Detail[] = [
  { text: 4_000, name: 500, reference: 2_000, id: 2_000, items: 100, steps: 400 },
  { text: 500, name: 200, reference: 1_000, id: 1_000, items: 20, steps: 200 },
  { text: 200, name: 100, reference: 500, id: 300, items: 5, steps: 100 },
  { text: 80, name: 60, reference: 300, id: 120, items: 2, steps: 40 },
  { text: 40, name: 40, reference: 300, id: 60, items: 1, steps: 5 },
];

/** `write` may be called several times; only its last body is used. */
export function fitting(write: (pen: Pen) => string): string {
  let body = '';
  for (const detail of details) {
    const paper = { left: MAX_BODY_BYTES };
    body = write(penFor(detail, paper));
    if (paper.left >= 0 && Buffer.byteLength(body) <= MAX_BODY_BYTES) return body;
  }
  return body;
}

/** Once `paper` is full nothing more is written: what an engine tells can be thousands of times as long. */
function penFor(detail: Detail, paper: { left: number }): Pen {
  function put(text: string): string {
    paper.left -= text.length;
    return text;
  }
  const short = (text: string, max: number): string => (paper.left < 0 ? '' : put(cut(text, max)));
  const reference = (text: string): string =>
    paper.left < 0 || text.length > detail.reference || /[\s\p{C}]/u.test(text) ? '' : put(text);
  return {
    id: (id) => short(id, detail.id),
    name: (name) => short(name, detail.name),
    text: (text) => short(text, detail.text),
    reference,
    address: (address) => (URL.canParse(address) && /^https?:/i.test(address) ? reference(address) : ''),
    some: (list) => (paper.left < 0 ? [] : list.slice(0, detail.items)),
    steps: (steps) => most(steps, detail.steps),
  };
}

/** What has the highest number is left out first. */
const RANKS: Readonly<Record<Phase, number>> = {
  failed: 0,
  terminated: 0,
  suspended: 1,
  running: 1,
  succeeded: 2,
  pending: 3,
  skipped: 3,
};

function most(steps: readonly StepSnapshot[], max: number): readonly StepSnapshot[] {
  const leaves = leavesOf(steps);
  if (leaves.length <= max) return steps;
  const kept = leaves.toSorted((a, b) => RANKS[a.phase] - RANKS[b.phase]).slice(0, max);
  return pruned(steps, new Set(kept));
}

function pruned(steps: readonly StepSnapshot[], kept: ReadonlySet<StepSnapshot>): StepSnapshot[] {
  return steps.flatMap((step) => {
    if (step.children.length === 0) return kept.has(step) ? [step] : [];
    const children = pruned(step.children, kept);
    return children.length === 0 ? [] : [{ ...step, children }];
  });
}

/** Steps without steps of their own. */
export function leavesOf(steps: readonly StepSnapshot[]): StepSnapshot[] {
  return steps.flatMap((step) => (step.children.length === 0 ? [step] : leavesOf(step.children)));
}
