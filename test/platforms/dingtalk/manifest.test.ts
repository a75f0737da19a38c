import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { permissions, rosterPermissions } from '../../../src/platforms/dingtalk/permissions.ts';
import { renderCard } from '../../../src/platforms/dingtalk/render.ts';
import { templateVariables } from '../../../src/platforms/dingtalk/template-cards.ts';
import { reasonCard } from '../../contracts/cards.ts';
import { cardTemplate } from './card-template.ts';

const root = new URL('../../../', import.meta.url);
const read = (file: string): Promise<string> => readFile(new URL(file, root), 'utf8');

type Node = { componentName: string; props: Record<string, unknown>; children?: Node[] };
type Param = { name: string; type: string; value: string; variable: string };

test('the card template is the one that its builder makes', async () => {
  assert.equal(
    await read('manifests/dingtalk-card.json'),
    cardTemplate(),
    'run test/platforms/dingtalk/card-template.ts',
  );
});

test('the card template declares exactly the variables that the adapter sends', async () => {
  const { editorData } = JSON.parse(await read('manifests/dingtalk-card.json')) as { editorData: string };
  const editor = JSON.parse(editorData) as {
    variableList: { name: string }[];
    mockData: { cardData: object };
  };
  const sent = Object.keys(templateVariables(renderCard(reasonCard()))).sort();
  assert.deepEqual(editor.variableList.map(({ name }) => name).sort(), sent);
  assert.deepEqual(Object.keys(editor.mockData.cardData).sort(), sent);
});

test('each button of the card template says its verdict and its gate, and the reject button its reason', async () => {
  const { editorData } = JSON.parse(await read('manifests/dingtalk-card.json')) as { editorData: string };
  const editor = JSON.parse(editorData) as {
    schema: { componentsTree: Node[] };
    localList: { name: string }[];
  };
  const nodes = editor.schema.componentsTree[0]?.children ?? [];
  const buttons = nodes.filter(({ componentName }) => componentName === 'SingleButton');
  const said = buttons.map(({ props }) => [
    (props.actionId as { content: string }).content,
    Object.fromEntries(
      (props.params as Param[]).map(({ name, type, value, variable }) => [
        name,
        type === 'fixed' ? value : `\${${variable}}`,
      ]),
    ),
  ]);
  assert.deepEqual(
    said,
    [1, 2, 3].flatMap((n) => [
      [`approve_${n}`, { verdict: 'approve', gate: `\${gate_${n}}` }],
      [`reject_${n}`, { verdict: 'reject', gate: `\${gate_${n}}`, reason: `\${typed_${n}}` }],
    ]),
  );
  const kept = nodes
    .filter(({ componentName }) => componentName === 'Input')
    .map(({ props }) => (props.localVarAction as { variable: string }).variable);
  assert.deepEqual(
    kept,
    editor.localList.map(({ name }) => name),
  );
});

test('the manual names every permission point that the adapter uses', async () => {
  const text = await read('manifests/dingtalk.md');
  for (const [point, use] of [...permissions, ...rosterPermissions])
    assert.ok(text.includes(`\`${point}\``), `${point}: ${use}`);
});
