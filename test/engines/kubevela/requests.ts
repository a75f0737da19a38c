import type { RunRequest } from '../../../src/engines/engine.ts';
import { UserError } from '../../../src/errors.ts';
import type { JsonObject } from '../../fakes/kubernetes/json.ts';

export const request = (workflow: string, more: Partial<RunRequest> = {}): RunRequest => ({
  workflow,
  app: 'shop',
  environment: 'prod',
  parameters: [],
  initiator: { name: 'Ada' },
  ...more,
});

export function userError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code;
}

type Spec = {
  context?: JsonObject;
  workflowSpec: { steps: { name: string; properties?: JsonObject; subSteps?: { name: string }[] }[] };
  components: { properties: { image: string; port: number } }[];
};
export const specOf = (object: JsonObject): Spec => object['spec'] as unknown as Spec;
