import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';

type Probe = { httpGet: { path: string; port: string } };
type Container = {
  env?: unknown;
  envFrom: { secretRef: { name: string } }[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
  securityContext: object;
};
type Pod = {
  enableServiceLinks: boolean;
  securityContext: { runAsNonRoot: boolean };
  containers: Container[];
};
type Manifest = { kind: string; metadata: { name: string }; spec: { template: { spec: Pod } } };

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the manifest of the server: no secret in it, no right too many, no variable of a Service in the way of ours', () => {
  const all = parseAllDocuments(read('manifests/kubernetes/deployment.yaml')).map(
    (one) => one.toJS() as Manifest,
  );
  const pod = all.find(({ kind }) => kind === 'Deployment')?.spec.template.spec;
  const [server, ...others] = pod?.containers ?? [];
  assert.ok(pod && server);
  assert.deepEqual(others, []);
  assert.equal(server.env, undefined, 'secrets come from a Secret');
  assert.deepEqual(server.envFrom, [{ secretRef: { name: 'greenlight' } }]);
  // A Service called greenlight becomes GREENLIGHT_PORT=tcp://… in each pod of its namespace.
  assert.ok(all.some(({ kind, metadata }) => kind === 'Service' && metadata.name === 'greenlight'));
  assert.equal(pod.enableServiceLinks, false);
  assert.equal(pod.securityContext.runAsNonRoot, true);
  assert.deepEqual(server.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  const { startupProbe, readinessProbe, livenessProbe } = server;
  assert.deepEqual(
    [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => `${httpGet.port} ${httpGet.path}`),
    ['http /readyz', 'http /readyz', 'http /healthz'],
  );
  const port = /GREENLIGHT_PORT=(\d+)/.exec(read('Dockerfile'))?.[1];
  assert.deepEqual(server.ports, [{ name: 'http', containerPort: Number(port) }]);
});
