/** From a step to the command or request that it stands for. */
import type { Json } from '../../../domain/run.ts';
import { type Told, tell } from '../../common/told.ts';
import { isObject } from '../expressions/path.ts';
import { secretHeaders } from '../load/secret-headers.ts';
import { isAddress, reveal, secretText } from '../load/secret-text.ts';
import { DEFAULT_LIMITS, type EmbeddedOptions } from '../options.ts';
import type { Fields, Plan, RunDocument } from '../plan.ts';
import { graphOf } from '../run/graph.ts';
import { propertiesOf } from '../run/scope.ts';
import { outputsOf, type State } from '../run/state.ts';
import { execJob } from './exec-job.ts';
import { hostOf, judgeRequest, judgeWebhook } from './http.ts';
import { httpJob } from './http-job.ts';
import { inexactIn } from './inexact.ts';
import type { Around, Job } from './job.ts';
import { applyComponent, deploy, deployToEnv } from './place.ts';

/** What the step of that name wants done, or why it cannot be. */
export function jobOf(
  options: EmbeddedOptions,
  ref: string,
  document: RunDocument,
  state: State,
  name: string,
): Job | { problem: Told } {
  const node = graphOf(document.plan).nodes.get(name);
  const step = state.steps.get(name);
  if (node === undefined || step === undefined)
    return { problem: tell('given', { why: 'there is no such step' }) };
  const { plan } = node;
  const resolved = propertiesOf(document, state, node, step.attempt);
  if ('problem' in resolved) return resolved;
  const key = `${options.id}-${ref}-${step.attempt}`;
  const around = {
    options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    ref,
    document,
    node,
    step,
    outputs: outputsOf(state),
    key,
  };
  switch (plan.type) {
    case 'request':
      return request(around, resolved.properties);
    case 'webhook':
      return webhook(around, resolved.properties);
    case 'apply-component':
      return applyComponent(around, resolved.properties);
    case 'deploy':
      return deploy(around, resolved.properties);
    case 'deploy2env':
      return deployToEnv(around, resolved.properties);
    case 'exec':
      return execJob(around, resolved.properties);
    default:
      return { problem: tell('given', { why: `step type "${plan.type}" has nothing to do` }) };
  }
}

function request(around: Around, properties: Fields): Job | { problem: Told } {
  const { url, method = 'GET', body, header = {} } = properties;
  if (typeof url !== 'string' || !isAddress(url)) return { problem: tell('url-wrong') };
  if (typeof method !== 'string' || !isObject(header)) return { problem: tell('method-or-header-wrong') };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (typeof value !== 'string') return { problem: tell('header-no-text', { name }) };
    headers[name] = value;
  }
  const secret = secretHeaders(properties.headersFromSecret, around.options);
  if ('problem' in secret) return secret;
  const inexact = inexactIn(body, 'body');
  if (inexact !== undefined) return { problem: inexact };
  return httpJob(
    around,
    { url, method, headers: { ...headers, ...secret.headers }, body, timeoutMs: around.limits.httpTimeoutMs },
    judgeRequest(hostOf(url)),
    'workflow',
  );
}

function webhook(around: Around, properties: Fields): Job | { problem: Told } {
  const secret = secretText(properties.url);
  const url = secret && reveal(around.options, secret);
  if (url === undefined || !isAddress(url)) return { problem: tell('url-wrong-or-secret') };
  const inexact = inexactIn(properties.data, 'data');
  if (inexact !== undefined) return { problem: inexact };
  const body = properties.data ?? manifestOf(around.document.plan);
  const request = { url, method: 'POST', headers: {}, body, timeoutMs: around.limits.httpTimeoutMs };
  return httpJob(around, request, judgeWebhook(hostOf(url)), 'workflow');
}

/** The object as the file has it, with the components as the run's parameters made them. */
function manifestOf(plan: Plan): Json {
  const { manifest } = plan;
  if (manifest === undefined) return {};
  if (plan.kind !== 'Application' || !isObject(manifest.spec)) return manifest;
  return { ...manifest, spec: { ...manifest.spec, components: plan.components } };
}
