import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHookServer } from '../../../src/simulator/channels/hook-server.ts';

test('a page of another site cannot post to a hook, whatever it knows of its address', async () => {
  const taken: string[] = [];
  await using server = await openHookServer(({ body }) => {
    taken.push(body);
    return { status: 200, body: 'ok' };
  });
  const post = (headers: Record<string, string>) =>
    fetch(server.origin, { method: 'POST', body: 'hello', headers });
  assert.equal((await post({ origin: 'https://elsewhere.example' })).status, 403);
  assert.equal((await post({})).status, 200);
  assert.deepEqual(taken, ['hello']);
});
