import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UserError } from '../../../../src/errors.ts';
import { request } from '../../../contracts/engine.ts';
import { openContractStage } from '../../../fakes/zadig/contract-stage.ts';
import { startEngine } from '../bench.ts';

void it('a workflow that is not there is not named among those that are', async () => {
  await using stage = await openContractStage({});
  const workflows = ['shop/gated', 'shop/gone', 'shop/gone-too'];
  await using running = await startEngine({ url: stage.zadig.url, token: stage.token, workflows });
  await assert.rejects(running.engine.run(request('shop/gone'), 'k'), (error) => {
    assert.ok(error instanceof UserError);
    assert.deepEqual([error.code, error.data['known']], ['engine.unknown-workflow', 'shop/gated']);
    return true;
  });
});
