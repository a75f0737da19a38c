import type { Fault } from './machine.ts';

export const FAULTS: readonly Fault[] = [
  {
    name: 'a step does not wait for what it depends on',
    file: 'skip.ts',
    from: 'return awaitedBy(graph, node).some((name) => !isOver(state, name));',
    to: 'return false;',
  },
  {
    name: 'only the last step before matters',
    file: 'skip.ts',
    from: 'return node.before.every((one) => {',
    to: 'return node.before.slice(-1).every((one) => {',
  },
  {
    name: 'a skipped dependency skips nothing',
    file: 'skip.ts',
    from: "if (state.steps.get(name)?.phase !== 'succeeded') return false;",
    to: "if (state.steps.get(name)?.phase === 'failed') return false;",
  },
  {
    name: 'what a dependency depends on does not matter',
    skip: 840,
    file: 'skip.ts',
    from: 'return one === undefined || seen.has(one) || haveSucceeded(graph, state, one, seen);',
    to: 'return one !== undefined;',
  },
  {
    name: 'a cancelled run goes on with what does not depend on what was cancelled',
    file: 'act.ts',
    from: '  state.cancelled = true;\n',
    to: '',
  },
  {
    name: 'a group in whose time something failed is a time-out only if nothing else failed',
    skip: 530,
    file: 'group.ts',
    from: 'if (step.late === true) {',
    to: "if (step.late === true && subs.every((sub) => sub?.phase !== 'skipped')) {",
  },
  {
    name: 'a rejection outweighs a time-out in a group',
    file: 'group.ts',
    from: "['FailedAfterRetries', 'Timeout', 'Action', 'Terminate']",
    to: "['Terminate', 'FailedAfterRetries', 'Timeout', 'Action']",
  },
  {
    name: 'a group of skipped steps succeeds',
    file: 'group.ts',
    from: "if (subs.every((sub) => sub?.phase === 'skipped'))",
    to: 'if (subs.every((sub) => sub === undefined))',
  },
  {
    name: 'the time of a group does not end its steps',
    file: 'finish.ts',
    from: 'return around.at < own.at ? around : own;',
    to: 'return own;',
  },
  {
    name: 'a step that waits holds up all others',
    file: 'advance.ts',
    from: 'for (const node of rest) if (!held.includes(node)) visit(walk, node);',
    to: "for (const node of rest) if (!held.includes(node) && ![...state.steps.values()].some(({ phase }) => phase === 'suspended')) visit(walk, node);",
  },
  {
    name: 'it gives up at the tenth failure',
    file: 'finish.ts',
    from: 'if (failures > MAX_RETRIES) {',
    to: 'if (failures >= MAX_RETRIES) {',
  },
  {
    name: 'a retry starts the first failed step only',
    file: 'retry.ts',
    from: 'if (!isGroup(node)) fall(node);',
    to: 'if (!isGroup(node)) return void fall(node), { dropped, opened };',
  },
  {
    name: 'a retry leaves alone what took an input from a failed step',
    file: 'retry.ts',
    from: 'for (const name of awaitedBy(graph, node)) {',
    to: 'for (const name of node.plan.dependsOn ?? []) {',
  },
  {
    name: 'a server that starts again goes on with one step of a run only',
    file: 'lease.ts',
    from: '    launches.push(name);\n',
    to: '    if (launches.length === 0) launches.push(name);\n',
  },
  {
    name: 'what another server changed is not seen by the one that holds the run',
    skip: 165,
    file: 'lease.ts',
    from: 'if (!isOurs) times.push(now);',
    to: '',
  },
  {
    name: 'a group is late when a step in it is',
    skip: 495,
    file: 'retry.ts',
    from: 'stateOf(state, node)?.late === true',
    to: "stateOf(state, node)?.reason === 'Timeout'",
  },
  {
    name: 'two servers hold one run',
    file: 'lease.ts',
    from: 'const isOurs = !held || state.holder === world.place;',
    to: 'const isOurs = true;',
  },
];

/** Found only where somebody holds a run by hand. */
export const HOLD_FAULTS: readonly Fault[] = [
  {
    name: 'a suspended run begins steps',
    file: 'hold.ts',
    from: 'return held.all !== undefined ||',
    to: 'return',
  },
  {
    name: 'a cancel leaves the run suspended',
    file: 'act.ts',
    from: '  state.cancelled = true;\n  delete state.held;\n',
    to: '  state.cancelled = true;\n',
  },
  {
    name: 'a suspended run is said to be running',
    file: 'state.ts',
    from: "return isHeldUp(document, state) ? 'suspended' : 'running';",
    to: "return 'running';",
  },
  {
    name: 'the time of a group does not end what was held in it',
    file: 'advance.ts',
    from: 'for (const sub of node.subs) if (!isOver(state, sub.plan.name)) visit(walk, sub);',
    to: 'for (const sub of node.subs) if (!isOver(state, sub.plan.name) && !isHeld(state, sub)) visit(walk, sub);',
  },
];
