import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { anyOf } from '../../../src/domain/policy.ts';
import type { PolicyRule } from '../../../src/domain/policy-rules.ts';
import { appProblems } from '../../../src/engines/embedded/app-problems.ts';

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-gates-'));
  workflow('shop-prod', [
    '{ name: sign-off, type: suspend }',
    '{ name: soak, type: suspend, properties: { duration: 10m } }',
    '{ name: say, type: print-message-in-status, properties: { message: "10m" }, outputs: [{ name: wait, valueFrom: parameter.message }] }',
    '{ name: later, type: suspend, inputs: [{ from: wait, parameterKey: duration }] }',
  ]);
  workflow('shop-staging', [
    '{ name: hello, type: print-message-in-status, properties: { message: hi } }',
    '{ name: qa, type: suspend, properties: { message: "Good?" } }',
  ]);
});

after(() => rmSync(folder, { recursive: true }));

function workflow(name: string, steps: readonly string[]): void {
  const text = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: ${name} }
spec: { workflowSpec: { steps: [${steps.join(', ')}] } }
`;
  writeFileSync(join(folder, `${name}.yaml`), text);
}

async function problems(...places: Omit<PolicyRule, 'policy'>[]): Promise<string[]> {
  const environment = { operators: [], approvers: [], rooms: [], parameters: [] };
  const app = {
    id: 'shop',
    environments: [
      { ...environment, id: 'staging', workflow: 'shop-staging' },
      { ...environment, id: 'prod', workflow: 'shop-prod' },
    ],
  };
  const rules = places.map((place) => ({ ...place, policy: anyOf('one', ['ben']) }));
  const found = await appProblems({ id: 'x', workflows: folder, dataDir: folder, targets: [] }, [app], rules);
  return found.map(({ path, message }) => `${path}: ${message}`);
}

describe('the policy of a step', () => {
  it('is for a gate that the place has', async () => {
    const prod = { app: 'shop', environment: 'prod' };
    assert.deepEqual(
      await problems(
        { ...prod, step: 'sign-off' },
        { app: 'shop', step: 'qa' },
        { app: 'other', step: 'nothing' },
        prod,
        {},
      ),
      [],
    );
  });

  it('is refused for a step that is not there', async () => {
    assert.deepEqual(
      await problems(
        { app: 'shop', environment: 'prod', step: 'sign-of' },
        { app: 'shop', environment: 'prod', step: 'qa' },
        { app: 'shop', step: 'nothing' },
      ),
      [
        'apps.shop.environments.prod.steps.sign-of: there is no step "sign-of" in shop-prod (gates: sign-off); did you mean "sign-off"?',
        'apps.shop.environments.prod.steps.qa: there is no step "qa" in shop-prod (gates: sign-off)',
        'apps.shop.steps.nothing: there is no step "nothing" in shop-staging, shop-prod (gates: qa, sign-off)',
      ],
    );
  });

  it('is refused for a wait that ends by itself, be its length written down or filled in', async () => {
    const why =
      'opens by itself in shop-prod, because it has a duration: nobody is asked; remove the duration there or the policy here';
    assert.deepEqual(
      await problems(
        { app: 'shop', environment: 'prod', step: 'soak' },
        { app: 'shop', step: 'soak' },
        { app: 'shop', environment: 'prod', step: 'later' },
      ),
      [
        `apps.shop.environments.prod.steps.soak: ${why}`,
        `apps.shop.steps.soak: ${why}`,
        `apps.shop.environments.prod.steps.later: ${why}`,
      ],
    );
  });

  it('is refused for a step that never waits', async () => {
    assert.deepEqual(await problems({ app: 'shop', environment: 'staging', step: 'hello' }), [
      'apps.shop.environments.staging.steps.hello: never waits for people: a policy is for suspend without duration, and for deploy with auto: false',
    ]);
  });
});
