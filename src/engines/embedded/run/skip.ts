/** Whether a step begins: KubeVela's rules (findDependPhase and the pre-check hooks in pkg/executor/workflow.go of kubevela/workflow). */

import { type Told, tell } from '../../common/told.ts';
import { ExpressionTrouble } from '../expressions/trouble.ts';
import type { RunDocument } from '../plan.ts';
import { awaitedBy, type Graph, graphOf, type Node } from './graph.ts';
import { evaluateIf } from './scope.ts';
import { isOver, type State, stateOf } from './state.ts';

/** What it depends on, or takes an input from, is not over yet. */
export function isPending(graph: Graph, state: State, node: Node): boolean {
  return awaitedBy(graph, node).some((name) => !isOver(state, name));
}

/** `message` is empty where there is no more to say than that another step did not succeed. `barred`: only a cancel keeps it from running. */
export type Skip = Told & { barred?: true };

/** Undefined: the step runs. */
export function whySkipped(document: RunDocument, state: State, node: Node): Skip | undefined {
  const condition = node.plan.if;
  if (condition === 'always') return undefined;
  if (condition === undefined) {
    if (!mayFollow(graphOf(document.plan), state, node)) return { message: '' };
    return isBarred(state, node) ? { ...tell('run-cancelled'), barred: true } : undefined;
  }
  try {
    return evaluateIf(document, state, node, condition) ? undefined : { message: '' };
  } catch (error) {
    if (error instanceof ExpressionTrouble) return tell('if-unclear', { why: error.message });
    throw error;
  }
}

/** What is in a group goes with its group: one that begins after a cancel, because its `if` says so, is there to tidy up. */
function isBarred(state: State, { group }: Node): boolean {
  return group === undefined ? state.cancelled === true : stateOf(state, group)?.cancelledAt !== undefined;
}

/**
 * A step that names what it depends on, or runs in a DAG, follows only when all of that succeeded, and all that it depends on in turn. Otherwise
 * nothing that stands before it may have failed, however long ago.
 */
function mayFollow(graph: Graph, state: State, node: Node): boolean {
  if (node.mode === 'DAG' || (node.plan.dependsOn ?? []).length > 0)
    return haveSucceeded(graph, state, node, new Set());
  return node.before.every((one) => {
    const phase = stateOf(state, one)?.phase;
    return phase === 'succeeded' || phase === 'skipped';
  });
}

function haveSucceeded(graph: Graph, state: State, node: Node, seen: Set<Node>): boolean {
  seen.add(node);
  return (node.plan.dependsOn ?? []).every((name) => {
    if (state.steps.get(name)?.phase !== 'succeeded') return false;
    const one = graph.nodes.get(name);
    return one === undefined || seen.has(one) || haveSucceeded(graph, state, one, seen);
  });
}
