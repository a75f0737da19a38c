/** Every field that a workflow may have is used by an example, and this says by which. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { stepTypeNamed } from '../../../../src/engines/embedded/load/step-types.ts';
import { examples } from './stage.ts';

type Fields = { [key: string]: unknown };

/** What the files have, by name: `step.if`, `request.header`, `notification.slack.message.text`, `mode.steps=DAG`. */
type Usage = ReadonlyMap<string, ReadonlySet<string>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every path of keys below, with texts, numbers and booleans as `path=value`. */
function pathsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, path));
  if (!isFields(value)) return [path, `${path}=${String(value)}`];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, `${path}.${key}`))];
}

async function usageOf(): Promise<Usage> {
  const usage = new Map<string, Set<string>>();
  for (const [file, text] of await examples()) {
    for (const document of parseAllDocuments(text)) {
      const add = (field: string): void => {
        usage.set(field, (usage.get(field) ?? new Set()).add(file));
      };
      const root = document.toJS() as Fields;
      add(`kind=${String(root.kind)}`);
      const spec = isFields(root.spec) ? root.spec : {};
      const holders = [root, spec, spec.workflow, spec.workflowSpec].filter(isFields);
      for (const { mode } of holders)
        if (mode !== undefined) for (const one of pathsOf(mode, 'mode')) add(one);
      for (const path of pathsOf(spec.policies ?? [], 'policy')) add(path);
      for (const path of pathsOf(spec.components ?? [], 'component')) add(path);
      if (spec.context !== undefined) add('context');
      if (isFields(root.metadata) && root.metadata.namespace !== undefined) add('metadata.namespace');
      const steps = holders.flatMap((one) => (Array.isArray(one.steps) ? one.steps : [])) as Fields[];
      const isGraph = holders.some(({ mode }) => isFields(mode) && mode.steps === 'DAG');
      if (isGraph && steps.filter(({ type }) => type === 'suspend').length > 1)
        add('several suspends of a DAG');
      for (const step of steps) addStep(step, 'step', add);
    }
  }
  return usage;
}

function addStep(step: Fields, place: string, add: (field: string) => void): void {
  const { type, properties, subSteps, inputs, outputs, meta, ...rest } = step;
  for (const [key, value] of Object.entries(rest)) {
    add(`${place}.${key}`);
    if (key === 'mode') add(`group.mode=${String(value)}`);
    if (key === 'if') addWords(String(value), 'if', IF_FORMS, add);
  }
  if (rest.name === undefined) add('a step without a name');
  if (place === 'subStep') add(`subStep.type=${String(type)}`);
  for (const path of pathsOf(meta ?? {}, `${place}.meta`)) add(path);
  for (const input of (inputs ?? []) as Fields[]) {
    for (const key of Object.keys(input)) add(`${place}.inputs.${key}`);
    if (input.parameterKey === undefined) add('an input without parameterKey');
    addWords(String(input.parameterKey), 'parameterKey', KEY_FORMS, add);
    addWords(String(input.from), 'from', FROM_FORMS, add);
  }
  for (const output of (outputs ?? []) as Fields[]) {
    for (const key of Object.keys(output)) add(`${place}.outputs.${key}`);
    addWords(String(output.valueFrom), 'valueFrom', VALUE_FORMS, add);
  }
  add(`type=${String(type)}`);
  for (const path of pathsOf(properties ?? {}, String(type))) add(path);
  if (type === 'webhook' && isFields(properties) && properties.data === undefined)
    add('webhook without data');
  for (const sub of (subSteps ?? []) as Fields[]) addStep(sub, 'subStep', add);
  if (subSteps !== undefined) add('step.subSteps');
}

type Forms = Readonly<Record<string, RegExp>>;

function addWords(text: string, where: string, forms: Forms, add: (field: string) => void): void {
  for (const [name, form] of Object.entries(forms)) if (form.test(text)) add(`${where}: ${name}`);
}

const IF_FORMS: Forms = {
  always: /^always$/,
  'status.x': /\bstatus\.\w/,
  'status["x"]': /\bstatus\["/,
  ...Object.fromEntries(
    'succeeded failed skipped timeout terminate failedAfterRetries phase reason message'
      .split(' ')
      .map((word) => [word, new RegExp(`\\bstatus(\\.|\\[")[^.\\]]+(\\."?|"\\]\\.)${word}\\b`)]),
  ),
  'inputs.x': /\binputs\.\w/,
  'inputs["x"]': /\binputs\["/,
  context: /\bcontext\./,
  parameter: /\bparameter\./,
  'a boolean alone': /^\w+\.\w+$/,
  '&&': /&&/,
  '||': /\|\|/,
  '!': /!\w/,
  '==': /==/,
  '!=': /!=/,
  '<': /<\s*\d/,
  '>': />\s*\d/,
  '>=': />=/,
  null: /\bnull\b/,
  'a pattern': /=~/,
  'a length': /\blen\(/,
};

const KEY_FORMS: Forms = {
  'with properties.': /^properties\./,
  'an index': /\[\d+\]/,
  'a key in quotes': /\["/,
  'into objects that are not there': /^\w+\.\w+\.\w+$/,
};

const FROM_FORMS: Forms = {
  context: /^context\.\w+$/,
  'a path into context': /^context\.\w+\.\w+/,
  'an index': /\[\d+\]$/,
};

const VALUE_FORMS: Forms = {
  ...Object.fromEntries(
    ['output', 'stdout', 'response', 'answers', 'parameter', 'context'].map((root) => [
      root,
      new RegExp(`(^|[^.\\w"])${root}\\b`),
    ]),
  ),
  ...Object.fromEntries(
    'name namespace appName stepName stepSessionID stepGroupName workflowName publishVersion'
      .split(' ')
      .map((word) => [`context.${word}`, new RegExp(`\\bcontext\\.${word}\\b`)]),
  ),
  '+': /\+/,
  'an index': /\[\d+\]/,
  'a key in quotes': /\["/,
  'a text': /"[^"]+"\s*\+|\+\s*"/,
  'a condition': /&&|==/,
  '-': /\w - \w/,
  '*': /\w \* \w/,
  '/': /\w \/ \w/,
  'a value in a text': /\\\(/,
  'several lines of text': /"""/,
  'an import': /^import "/,
  'several imports at once': /^import \(/,
  'a name': /^let /m,
  'a list': /^\[/,
  'each of a list': /\[for /,
  'an object': /^\w+: /,
  'a default': /\*\w+\.\w+ \|/,
  'a comment': /^\/\/ /m,
  ...Object.fromEntries(
    ['strings', 'strconv', 'json', 'base64', 'regexp'].map((name) => [
      name,
      new RegExp(`\\b${name}\\.[A-Z]`),
    ]),
  ),
};

const TYPES =
  'suspend step-group print-message-in-status request webhook notification webhook-notification apply-component deploy deploy2env exec'.split(
    ' ',
  );

/** What there is to use, beside the properties of each type. */
const EXPECTED: readonly string[] = [
  ...['Workflow', 'WorkflowRun', 'Application'].map((kind) => `kind=${kind}`),
  'metadata.namespace',
  'context',
  ['mode.steps', 'mode.subSteps', 'group.mode'].flatMap((key) => [`${key}=StepByStep`, `${key}=DAG`]),
  'step.name step.meta.alias step.if step.timeout step.dependsOn step.subSteps step.mode'.split(' '),
  'subStep.name subStep.meta.alias subStep.if subStep.timeout subStep.dependsOn subStep.type=suspend'.split(
    ' ',
  ),
  ['step.inputs.from', 'step.inputs.name', 'step.inputs.parameterKey', 'subStep.inputs.from'],
  ['step.outputs.name', 'step.outputs.from', 'step.outputs.valueFrom', 'subStep.outputs.name'],
  [
    'several suspends of a DAG',
    'a step without a name',
    'an input without parameterKey',
    'webhook without data',
  ],
  Object.keys(IF_FORMS).map((form) => `if: ${form}`),
  Object.keys(KEY_FORMS).map((form) => `parameterKey: ${form}`),
  Object.keys(FROM_FORMS).map((form) => `from: ${form}`),
  Object.keys(VALUE_FORMS).map((form) => `valueFrom: ${form}`),
  ['GET', 'POST', 'PUT', 'DELETE'].map((method) => `request.method=${method}`),
  ['header', 'secret', 'key'].map((key) => `request.headersFromSecret.${key}`),
  [
    'webhook.url.value',
    'webhook.url.secretRef.name',
    'webhook.url.secretRef.key',
    'webhook.url=https://ci.example.com/ping',
  ],
  ['exec.environment.TAG=v7', 'exec.environment.LEVEL.value', 'exec.environment.SIGNING_KEY.secretRef.key'],
  ['deploy.auto=false', 'deploy2env.parallel=true', 'deploy2env.parallel=false'],
  ['topology', 'override', 'env-binding'].map((type) => `policy.type=${type}`),
  'clusterSelector.name namespaceSelector.name'
    .split(' ')
    .map((key) => `policy.properties.envs.placement.${key}`),
  ['selector.components', 'patch.components.properties', 'patch.components.traits.properties'].map(
    (key) => `policy.properties.envs.${key}`,
  ),
  ['clusters', 'namespace', 'clusterLabelSelector.region', 'allowEmpty=true', 'selector'].map(
    (key) => `policy.properties.${key}`,
  ),
  [
    'name=^front$',
    'name=*-admin',
    'name=payments',
    'type',
    'properties',
    'traits.properties',
    'traits.disable=true',
  ].map((key) => `policy.properties.components.${key}`),
  [
    'component.dependsOn',
    'component.inputs.from',
    'component.inputs.parameterKey',
    'component.outputs.name',
    'component.outputs.valueFrom',
    'component.name',
    'component.type',
    'component.properties.image',
    'component.traits.type',
    'component.traits.properties',
  ],
  ['value', 'secretRef.name', 'secretRef.key'].map((key) => `notification.lark.url.${key}`),
  ['text', 'interactive'].map((type) => `notification.lark.message.msg_type=${type}`),
  'link markdown actionCard feedCard'
    .split(' ')
    .map((type) => `notification.dingding.message.msgtype=${type}`),
  'text.content link.title link.text link.messageUrl link.picUrl markdown.title markdown.text actionCard.title actionCard.text actionCard.hideAvatar actionCard.btnOrientation actionCard.singleTitle actionCard.singleURL actionCard.btns.title actionCard.btns.actionURL feedCard.links.title at.atMobiles at.atUserIds at.isAtAll'
    .split(' ')
    .map((key) => `notification.dingding.message.${key}`),
  'text blocks attachments.color thread_ts mrkdwn unfurl_links unfurl_media'
    .split(' ')
    .map((key) => `notification.slack.message.${key}`),
  'from.address from.alias from.password.secretRef.name from.host from.port to content.subject content.body'
    .split(' ')
    .map((key) => `notification.email.${key}`),
  [
    'webhook-notification.dingding.url',
    'webhook-notification.slack.url',
    'webhook-notification.email.from.password',
  ],
].flat();

test('every field, form and step type is used by an example', async (t) => {
  const by = await usageOf();
  const properties = TYPES.flatMap((name) => {
    const type = stepTypeNamed(name);
    if ('problem' in type) assert.fail(type.problem);
    return [`type=${name}`, ...type.properties.map((property) => `${name}.${property}`)];
  });
  const all = [...new Set([...properties, ...EXPECTED])];
  for (const field of all) t.diagnostic(`${field}: ${[...(by.get(field) ?? [])].join(', ')}`);
  assert.deepEqual(
    all.filter((field) => !by.has(field)),
    [],
  );
});
