/** What is deployed: four workflows, each in an environment for every choice of rooms that show it too. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAT_IDS, type ChatId } from './chat.ts';

const say = (name: string) => ({
  name,
  type: 'print-message-in-status',
  properties: { message: `${name} is done` },
});
const gate = (name: string, alias: string) => ({
  name,
  meta: { alias },
  type: 'suspend',
  properties: { message: `${alias}?` },
});
const work = (name: string) => ({ name, type: 'apply-component', properties: { component: 'app' } });

/** Steps by name; those of type apply-component write into the ledger. */
const WORKFLOWS = {
  ask: [say('hello'), gate('go', 'Go live'), say('bye')],
  build: [work('canary'), gate('go', 'Go live'), work('everyone')],
  twice: [gate('look', 'First look'), say('looked'), gate('go', 'Go live'), work('everyone')],
  work: [work('everyone'), say('bye')],
} as const;

export type WorkflowName = keyof typeof WORKFLOWS;
export const WORKFLOW_NAMES = Object.keys(WORKFLOWS) as WorkflowName[];

type Step = { name: string; type: string; meta?: { alias: string } };

/** `ask-feishu-slack-3`: a run of it is also shown in the third wide room of each of these chats. */
export function environmentName(workflow: WorkflowName, chats: readonly ChatId[], wideRoom: number): string {
  return [workflow, ...chats.toSorted(), wideRoom].join('-');
}

/** One chat, or two. */
export function choicesOfChats(): ChatId[][] {
  const pairs = CHAT_IDS.flatMap((one, i) => CHAT_IDS.slice(i + 1).map((other) => [one, other]));
  return [...CHAT_IDS.map((one) => [one]), ...pairs];
}

export function stepsOf(environment: string): readonly Step[] {
  const name = WORKFLOW_NAMES.find((one) => environment.startsWith(`${one}-`));
  return name === undefined ? [] : WORKFLOWS[name];
}

export function writeWorkflows(folder: string): void {
  mkdirSync(folder);
  for (const [name, steps] of Object.entries(WORKFLOWS)) {
    const properties = { tag: 'none', hold: 0 };
    const document = {
      apiVersion: 'core.oam.dev/v1beta1',
      kind: 'Application',
      metadata: { name },
      spec: { components: [{ name: 'app', type: 'worker', properties }], workflow: { steps } },
    };
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(document, null, 2));
  }
}
