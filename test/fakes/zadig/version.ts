export const ZADIG_VERSIONS = ['3.2', '3.3', '4.0', '4.1', '4.2', '4.3', '5.0'] as const;

export type ZadigVersion = (typeof ZADIG_VERSIONS)[number];

/** What a version does otherwise than the ones before it. */
export type Profile = {
  version: ZadigVersion;
  /** Job tasks are named `job-<stage>-<job>-<task>-<name>`, and have a name to show beside it. */
  indexedNames: boolean;
  /** Webhooks carry `release_plan`, repositories an author; a task that pauses is told of. */
  planHooks: boolean;
  /** `approval` may stand in `inputs`. */
  approvalInputs: boolean;
  /** A token counts while it is its owner's newest, and for others than administrators while an administrator allows tokens. */
  tokenSwitch: boolean;
  /** Jobs notify, one hook of the system hears of all workflows, stages are resumed and tokens explained through the OpenAPI. */
  newest: boolean;
};

export function profileOf(version: ZadigVersion): Profile {
  const since = (first: ZadigVersion): boolean =>
    ZADIG_VERSIONS.indexOf(version) >= ZADIG_VERSIONS.indexOf(first);
  return {
    version,
    indexedNames: since('3.3'),
    planHooks: since('4.0'),
    approvalInputs: since('4.1'),
    tokenSwitch: since('4.3'),
    newest: since('5.0'),
  };
}
