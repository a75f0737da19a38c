/** The workflow of an environment that names none: one step of type `deploy2env` for each of its targets, as KubeVela's VelaUX makes it. */

/** What it is called. No workflow of a file can have the name: names of objects have no slash. */
export function generatedName(app: string, environment: string): string {
  return `${app}/${environment}`;
}

/** What is added to the Application: the steps, one after another, and the policy that says which envs they mean. */
export function generatedParts(
  environment: string,
  targets: readonly string[],
): {
  policy: { name: string; type: 'env-binding'; properties: { envs: { name: string }[] } };
  steps: { name: string; type: 'deploy2env'; properties: { policy: string; env: string } }[];
} {
  const name = `${environment}-targets`;
  return {
    policy: { name, type: 'env-binding', properties: { envs: targets.map((target) => ({ name: target })) } },
    steps: targets.map((target) => ({
      name: target,
      type: 'deploy2env',
      properties: { policy: name, env: target },
    })),
  };
}
