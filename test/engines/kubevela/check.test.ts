import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Finding } from '../../../src/domain/finding.ts';
import { createKubeVelaEngine } from '../../../src/engines/kubevela/kubevela-engine.ts';
import { silentLog } from '../../../src/log.ts';
import { systemClock } from '../../../src/time.ts';
import { type KubeApi, startKubeApi } from '../../fakes/kubernetes/kube-api.ts';
import { createSelfSigned } from '../../fakes/kubernetes/self-signed.ts';

/** What doctor has against the cluster of this kubeconfig. */
async function found(kubeconfigText: string): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-doctor-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigText);
  const { engine } = createKubeVelaEngine(
    {
      id: 'cluster',
      access: { kubeconfig },
      namespaces: ['prod'],
      workflows: [],
      takesOver: [],
      secret: 'a secret of this installation',
      newest: async () => undefined,
    },
    { clock: systemClock, log: silentLog },
  );
  const findings = await engine.check();
  await engine.stop();
  await rm(folder, { recursive: true });
  return findings.filter(({ level }) => level !== 'ok');
}

const kubeconfigOf = (kube: KubeApi): string => JSON.stringify(kube.kubeconfig());

describe('doctor', () => {
  const ANSWERS = [
    ['/version', '{"ok":true}'],
    ['/version', '<html>Log in</html>'],
    ['/selfsubjectaccessreviews', '{"ok":true}'],
  ] as const;
  for (const [path, answer] of ANSWERS)
    it(`says that what answers is no API server: ${path} with ${answer}`, async (t) => {
      await using kube = await startKubeApi();
      const page = createServer((request, response) => {
        const known =
          request.url === '/version' ? { gitVersion: 'v1' } : { resources: [{ name: 'workflowruns' }] };
        response.end(request.url?.endsWith(path) === true ? answer : JSON.stringify(known));
      });
      t.after(() => {
        page.closeAllConnections();
        page.close();
      });
      await new Promise<void>((resolve) => void page.listen(0, '127.0.0.1', resolve));
      const address = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
      const [first, ...others] = await found(kubeconfigOf(kube).replace(kube.url, address));
      assert.deepEqual([first?.level, first?.subject, others], ['error', 'API server', []]);
      assert.match(first?.detail ?? '', /no API server of Kubernetes/);
    });

  it('says that the authority of the kubeconfig is another one than the server’s', async () => {
    await using kube = await startKubeApi({ certificate: createSelfSigned() });
    assert.deepEqual(
      (await found(kubeconfigOf(kube))).filter(({ subject }) => subject === 'API server'),
      [],
    );
    const other = Buffer.from(createSelfSigned().ca).toString('base64');
    const mixed = kubeconfigOf(kube).replace(/("certificate-authority-data":)"[^"]+"/, `$1"${other}"`);
    const [first] = await found(mixed);
    assert.match(first?.remedy ?? '', /certificate-authority-data/);
  });

  it('says that nobody is logged in', async () => {
    await using kube = await startKubeApi();
    const nobody = { apiGroups: ['nothing'], resources: ['nothing'], verbs: ['get'] };
    kube.grant('nobody', [nobody]);
    kube.faults.add({ user: 'nobody' }, { do: 'answer', code: 403 });
    const [first] = await found(JSON.stringify(kube.kubeconfig('nobody')));
    assert.match(first?.remedy ?? '', /names a user with a token or certificate/);
  });
});
