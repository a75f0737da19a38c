/**
 * Retry: every failed step starts afresh, and every one that only a cancel kept from running. With each of them what KubeVela drops when it
 * restarts from a step (CleanStatusFromStep in pkg/utils/operation.go of kubevela/workflow): what depends on it, and what stands after it where
 * steps run one after another.
 */
import type { RunDocument } from '../plan.ts';
import { closeGate, settledOf } from './decide.ts';
import { awaitedBy, type Graph, graphOf, isGroup, type Node } from './graph.ts';
import { type State, stateOf } from './state.ts';

export function retry(document: RunDocument, state: State, now: number): void {
  const graph = graphOf(document.plan);
  const { dropped, opened } = fallOf(graph, state);
  for (const node of dropped) drop(state, node);
  for (const node of opened) {
    const group = stateOf(state, node);
    if (dropped.has(node) || group === undefined) continue;
    // What succeeded in it stays; its own time counts anew.
    state.steps.set(node.plan.name, { phase: 'running', attempt: group.attempt, startedAt: now });
  }
  delete state.cancelled;
}

/** What was decided at its gate before is still known, by attempt. */
function drop(state: State, node: Node): void {
  const step = stateOf(state, node);
  if (step !== undefined && settledOf(state, step.attempt) === undefined && !isGroup(node))
    closeGate(state, step, {});
  state.steps.delete(node.plan.name);
}

/** `opened`: groups of which only a part is dropped. */
function fallOf(graph: Graph, state: State): { dropped: Set<Node>; opened: Set<Node> } {
  const dropped = new Set<Node>();
  const opened = new Set<Node>();
  const followers = followersOf(graph);
  for (const node of graph.nodes.values()) {
    const step = stateOf(state, node);
    if (step?.barred === true) fall(node);
    if (step?.phase !== 'failed') continue;
    if (!isGroup(node)) fall(node);
    else if (step.late === true)
      for (const sub of node.subs) if (stateOf(state, sub)?.phase !== 'succeeded') fall(sub);
  }
  return { dropped, opened };

  function fall(node: Node): void {
    if (dropped.has(node)) return;
    dropped.add(node);
    for (const sub of node.subs) fall(sub);
    drag(node);
    if (node.group !== undefined && !dropped.has(node.group) && !opened.has(node.group)) {
      opened.add(node.group);
      drag(node.group);
    }
  }

  function drag(node: Node): void {
    for (const one of followers.get(node) ?? []) fall(one);
  }
}

function followersOf(graph: Graph): Map<Node, Node[]> {
  const followers = new Map<Node, Node[]>();
  const follows = (one: Node, other: Node): void => {
    const known = followers.get(other);
    if (known === undefined) followers.set(other, [one]);
    else known.push(one);
  };
  for (const node of graph.nodes.values()) {
    for (const name of awaitedBy(graph, node)) {
      const other = graph.nodes.get(name);
      if (other !== undefined) follows(node, other);
    }
    if (node.mode === 'StepByStep') for (const other of node.before) follows(node, other);
  }
  return followers;
}
