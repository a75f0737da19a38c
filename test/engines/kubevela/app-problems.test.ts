import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { appProblems } from '../../../src/engines/kubevela/app-problems.ts';

const TEMPLATE = `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: release, namespace: prod }
steps: [{ name: say, type: print-message-in-status, properties: { message: x } }]
`;

async function problemsWith(workflow: string, sets: readonly string[] = []): Promise<string[]> {
  const templates = await mkdtemp(join(tmpdir(), 'greenlight-templates-'));
  try {
    await writeFile(join(templates, 'release.yml'), TEMPLATE);
    const parameters = sets.map((one) => ({ name: 'p', type: 'string' as const, required: true, sets: one }));
    const environment = { id: 'prod', workflow, operators: [], approvers: [], rooms: [], parameters };
    const found = await appProblems({ namespaces: ['prod', 'staging'], templates }, [
      { id: 'shop', environments: [environment] },
    ]);
    return found.map(({ path, message }) => `${path}: ${message}`);
  } finally {
    await rm(templates, { recursive: true });
  }
}

test('names of templates and Applications are right, in every namespace that is watched', async () => {
  for (const workflow of [
    'release',
    'anything',
    'application/shop',
    'staging/release',
    'staging/application/shop',
  ])
    assert.deepEqual(await problemsWith(workflow), [], workflow);
});

test('a name that is none, of another namespace, or longer than it needs to be is a mistake', async () => {
  for (const workflow of ['other/release', 'Release', 'a/b/c/d', 'application/', '/release'])
    assert.match(
      (await problemsWith(workflow))[0] ?? '',
      /^apps\.shop\.environments\.prod\.workflow: "/,
      workflow,
    );
  assert.deepEqual(await problemsWith('prod/application/shop'), [
    'apps.shop.environments.prod.workflow: is written application/shop: runs are told by that name',
  ]);
});

test('a parameter that can have no place is a mistake, as far as that is known here', async () => {
  assert.deepEqual(await problemsWith('release', ['context.image', 'steps.say.properties.message']), []);
  assert.deepEqual(await problemsWith('elsewhere', ['steps.unknown.properties.x']), []);
  assert.deepEqual(await problemsWith('application/shop', ['components.web.properties.image']), []);
  for (const [workflow, sets] of [
    ['release', 'steps.sya.properties.message'],
    ['release', 'components.web.properties.image'],
    ['release', 'context'],
    ['elsewhere', 'image'],
    ['application/shop', 'context.image'],
    ['application/shop', 'components.web.type'],
  ] as const)
    assert.match((await problemsWith(workflow, [sets]))[0] ?? '', /environments\.prod parameter p: /, sets);
});
