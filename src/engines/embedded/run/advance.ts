/**
 * The pass: takes a run as far as it goes without doing anything in the world.
 * Which steps begin, in which order, and what is skipped are KubeVela's rules (pkg/executor/workflow.go of kubevela/workflow), but for one: a
 * step that waits holds up only what depends on it. It changes `state` and nothing else, so it may be repeated from the same row.
 */
import { isFinal } from '../../../domain/run.ts';
import { tell, tellLate } from '../../common/told.ts';
import type { Mode, RunDocument } from '../plan.ts';
import { begin, type Tools } from './begin.ts';
import { deadlineOf, finish, lastTryOf } from './finish.ts';
import { type Graph, graphOf, isGroup, modeWithin, type Node } from './graph.ts';
import { settleGroup } from './group.ts';
import { isHeld, mayDo } from './hold.ts';
import { isPending } from './skip.ts';
import { isOver, type State, type StepState, stateOf } from './state.ts';

/** What the run comes to after a pass. */
export type Pass = {
  /** Something is otherwise than before. */
  moved: boolean;
  /** Steps that want a command or a request begun. */
  wanted: readonly Node[];
  /** Steps that send messages: their rows are to be written, or looked at. */
  sending: readonly Node[];
  /** When time alone moves it on (milliseconds since the epoch). */
  wakeAt: number | undefined;
};

type Walk = { document: RunDocument; graph: Graph; state: State; tools: Tools; moves: number };

export function advance(document: RunDocument, state: State, tools: Tools): Pass {
  const graph = graphOf(document.plan);
  const walk: Walk = { document, graph, state, tools, moves: 0 };
  // A step of one group can set free a step of a group that was walked through before.
  for (let moves = -1; moves < walk.moves; ) {
    moves = walk.moves;
    goThrough(walk, graph.top, graph.mode);
  }
  const open = [...graph.nodes.values()].flatMap((node) => {
    const step = stateOf(state, node);
    return step === undefined || isFinal(step.phase) ? [] : [{ node, step }];
  });
  const times = open.flatMap(({ node, step }) => timesOf(walk, node, step));
  return {
    moved: walk.moves > 0,
    wanted: open
      .filter(({ node, step }) => isWanted(node, step, tools.now) && mayDo(state, step))
      .map(({ node }) => node),
    sending: open.map(({ node }) => node).filter(isSending),
    wakeAt: times.length === 0 ? undefined : Math.min(...times),
  };
}

/** Steps that stand side by side. */
function goThrough(walk: Walk, nodes: readonly Node[], mode: Mode): void {
  const { graph, state } = walk;
  const isHeldBack = (node: Node): boolean =>
    stateOf(state, node) === undefined && (isHeld(state, node) || isPending(graph, state, node));
  if (mode === 'StepByStep') {
    for (const node of nodes) {
      if (isOver(state, node.plan.name)) continue;
      if (isHeldBack(node)) return;
      visit(walk, node);
      if (!isOver(state, node.plan.name)) return;
    }
    return;
  }
  let rest = nodes.filter((node) => !isOver(state, node.plan.name));
  for (;;) {
    const held = rest.filter(isHeldBack);
    if (held.length === rest.length) return;
    for (const node of rest) if (!held.includes(node)) visit(walk, node);
    rest = held;
  }
}

function visit(walk: Walk, node: Node): void {
  const { document, state, tools } = walk;
  if (stateOf(state, node) === undefined) {
    begin(document, state, node, tools);
    walk.moves += 1;
  }
  const step = stateOf(state, node);
  if (step === undefined || isFinal(step.phase)) return;
  if (isGroup(node)) goIntoGroup(walk, node, step);
  else resume(walk, node, step);
}

function goIntoGroup(walk: Walk, node: Node, step: StepState): void {
  const { document, state, tools } = walk;
  const deadline = deadlineOf(state, node);
  if (deadline !== undefined && deadline.at <= tools.now && step.late !== true) {
    step.late = true;
    step.reason = 'Timeout';
    Object.assign(step, tellLate(node.plan.timeoutMs));
    walk.moves += 1;
  }
  if (step.late === true) {
    for (const sub of node.subs) if (!isOver(state, sub.plan.name)) visit(walk, sub);
  } else goThrough(walk, node.subs, modeWithin(document.plan, node.plan));
  const { phase } = step;
  settleGroup(document, state, node, step, tools.now);
  if (step.phase !== phase) walk.moves += 1;
}

/** Looks at a step that was begun before: its time may be over, or its wait. What is under way ends by itself. */
function resume(walk: Walk, node: Node, step: StepState): void {
  const { document, state, tools } = walk;
  if (step.effect !== undefined) return;
  const deadline = deadlineOf(state, node);
  if (deadline !== undefined && deadline.at <= tools.now) {
    finish(document, node, step, 'failed', tools.now, {
      reason: 'Timeout',
      ...tellLate(deadline.of.timeoutMs, ...lastTryOf(step)),
    });
    walk.moves += 1;
  } else if (step.phase === 'suspended' && step.opensAt !== undefined && step.opensAt <= tools.now) {
    finish(document, node, step, 'succeeded', tools.now, tell('wait-over'));
    walk.moves += 1;
  }
}

function isWanted(node: Node, step: StepState, now: number): boolean {
  return (
    !isGroup(node) &&
    !isSending(node) &&
    step.phase === 'running' &&
    step.effect === undefined &&
    (step.retryAt === undefined || step.retryAt <= now)
  );
}

function isSending({ plan }: Node): boolean {
  return plan.type === 'notification' || plan.type === 'webhook-notification';
}

function timesOf({ state, tools }: Walk, node: Node, step: StepState): number[] {
  const times: number[] = [];
  const deadline = deadlineOf(state, node);
  // Whoever does what is under way watches its time; a group whose time is over waits for that.
  if (deadline !== undefined && step.effect === undefined && deadline.at > tools.now) times.push(deadline.at);
  if (step.opensAt !== undefined) times.push(step.opensAt);
  if (step.retryAt !== undefined && step.retryAt > tools.now) times.push(step.retryAt);
  return times;
}
