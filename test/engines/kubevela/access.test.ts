import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createGatekeeper } from '../../../src/engines/kubevela/client/access.ts';
import { createApiClient } from '../../../src/engines/kubevela/client/api-client.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { systemClock } from '../../../src/time.ts';
import { startKubeApi } from '../../fakes/kubernetes/kube-api.ts';

async function withKubeconfig<T>(text: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-kubeconfig-'));
  const file = join(folder, 'kubeconfig');
  try {
    await writeFile(file, text);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function get(access: { kubeconfig?: string; context?: string }): Promise<unknown> {
  const gatekeeper = createGatekeeper(access, systemClock);
  try {
    return await createApiClient(gatekeeper, 5000, systemClock).get('/version');
  } finally {
    await gatekeeper.close();
  }
}

function unreachable(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UpstreamError);
    assert.deepEqual([error.outcome, error.code], ['unreachable', code]);
    assert.match(error.message, words);
    return true;
  };
}

describe('the way to a cluster', () => {
  it('is the context that is named, else the current one', async () => {
    await using kube = await startKubeApi();
    const one = kube.kubeconfig();
    const text = JSON.stringify({
      ...one,
      contexts: [...one.contexts, { name: 'nowhere', context: { cluster: 'gone', user: 'gone' } }],
    });
    await withKubeconfig(text, async (kubeconfig) => {
      assert.equal(typeof (await get({ kubeconfig })), 'object');
      await assert.rejects(
        get({ kubeconfig, context: 'prod' }),
        unreachable('no-access', /there is no context "prod"/),
      );
      await assert.rejects(
        get({ kubeconfig, context: 'nowhere' }),
        unreachable('no-access', /names no cluster/),
      );
    });
  });

  it('that cannot be found is said, and tried again with the next request', async () => {
    await assert.rejects(get({ kubeconfig: '/nowhere/kubeconfig' }), unreachable('no-access', /ENOENT/));
    await assert.rejects(get({}), unreachable('no-access', /this is no pod of a cluster/));
  });

  it('never lets a token go over plain HTTP to another machine', async () => {
    await using kube = await startKubeApi();
    const text = JSON.stringify(kube.kubeconfig())
      .replace('127.0.0.1', '192.0.2.1')
      .replace('"insecure-skip-tls-verify":true', '"insecure-skip-tls-verify":false');
    await withKubeconfig(text, (kubeconfig) =>
      assert.rejects(get({ kubeconfig }), unreachable('no-access', /HTTP protocol is not allowed/)),
    );
  });

  it('is read anew when the server does not know us any more', async () => {
    await using kube = await startKubeApi();
    kube.grant('ada', []);
    const right = JSON.stringify(kube.kubeconfig('ada'));
    await withKubeconfig(right.replace(kube.tokenOf('ada'), 'old'), async (kubeconfig) => {
      const gatekeeper = createGatekeeper({ kubeconfig }, systemClock);
      const client = createApiClient(gatekeeper, 5000, systemClock);
      await assert.rejects(client.get('/version'), unreachable('Unauthorized', /Unauthorized/));
      await writeFile(kubeconfig, right);
      assert.equal(typeof (await client.get('/version')), 'object');
      await gatekeeper.close();
    });
  });
});
