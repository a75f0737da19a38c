/** A plan as the graph that a pass walks through: every step and sub-step by its name, which is unique in the plan. */
import type { Mode, Plan, StepPlan } from '../plan.ts';

export type Node = {
  plan: StepPlan;
  /** Names from the root joined with '/': what a gate and a card call it. */
  path: string;
  group: Node | undefined;
  subs: readonly Node[];
  /** How the steps run among which it stands. */
  mode: Mode;
  /** Those that stand before it in its place. */
  before: readonly Node[];
};

export type Graph = {
  top: readonly Node[];
  mode: Mode;
  /** In the order of the file, a group before its sub-steps. */
  nodes: ReadonlyMap<string, Node>;
  /** Which step gives an output, by the output's name. */
  givers: ReadonlyMap<string, Node>;
};

const graphs = new WeakMap<Plan, Graph>();

export function graphOf(plan: Plan): Graph {
  const known = graphs.get(plan);
  if (known !== undefined) return known;
  const nodes = new Map<string, Node>();
  const mode = plan.mode?.steps ?? 'StepByStep';
  const top = nodesOf(plan.steps, mode, undefined);
  const givers = new Map<string, Node>();
  for (const node of nodes.values()) for (const { name } of node.plan.outputs ?? []) givers.set(name, node);
  const graph: Graph = { top, mode, nodes, givers };
  graphs.set(plan, graph);
  return graph;

  function nodesOf(steps: readonly StepPlan[], among: Mode, group: Node | undefined): Node[] {
    const made: Node[] = [];
    for (const step of steps) {
      const path = group === undefined ? step.name : `${group.path}/${step.name}`;
      const node: Node = { plan: step, path, group, subs: [], mode: among, before: [...made] };
      nodes.set(step.name, node);
      made.push(node);
      if (step.subSteps !== undefined) node.subs = nodesOf(step.subSteps, modeWithin(plan, step), node);
    }
    return made;
  }
}

export function modeWithin(plan: Plan, group: StepPlan): Mode {
  return group.mode ?? plan.mode?.subSteps ?? 'DAG';
}

export function isGroup({ plan }: Node): boolean {
  return plan.subSteps !== undefined;
}

/** Names of the steps that must be over before this one begins: what it depends on, and what gives it its inputs. */
export function awaitedBy({ givers }: Graph, { plan }: Node): string[] {
  const names = [...(plan.dependsOn ?? [])];
  for (const { from } of plan.inputs ?? []) {
    const giver = givers.get(String(from[0]));
    if (from[0] !== 'context' && giver !== undefined) names.push(giver.plan.name);
  }
  return names;
}
